"""YouTube: the Data API v3, with Google's OAuth."""
