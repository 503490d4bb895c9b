"""Google's video: Gemini Omni films the scenes; Veo, which it follows, is gone."""
