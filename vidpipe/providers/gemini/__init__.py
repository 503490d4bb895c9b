"""Google Gemini (Gemini Developer API): it writes scripts and speaks."""
