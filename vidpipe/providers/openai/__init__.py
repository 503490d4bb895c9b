"""OpenAI, and every server that speaks its protocol (Ollama, vLLM, llama.cpp, gateways): scripts and speech."""
