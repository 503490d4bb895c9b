"""YouTube's own words for the reasons of its errors."""

from __future__ import annotations

MESSAGES = {
    "quotaExceeded": "The request cannot be completed because you have exceeded your "
    '<a href="/youtube/v3/getting-started#quota">quota</a>.',
    "dailyLimitExceeded": "Daily Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "uploadRateLimitExceeded": "The channel has uploaded too many thumbnails recently. Please try the request again "
    "later.",
    "uploadLimitExceeded": "The user has exceeded the number of videos they may upload.",
    "authError": "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
    "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    "authorizationRequired": "Unauthorized",
    "required": "Login Required.",
    "youtubeSignupRequired": "Unauthorized",
    "insufficientPermissions": "Request had insufficient authentication scopes.",
    "forbidden": "The request might not be properly authorized.",
    "forbiddenPrivacySetting": "The request attempts to set an invalid privacy setting for the video.",
    "forbiddenLicenseSetting": "The request attempts to set an invalid license for the video.",
    "authenticatedUserAccountSuspended": "The YouTube account of the authenticated user is suspended.",
    "authenticatedUserAccountClosed": "The YouTube account of the authenticated user is closed.",
    "accessNotConfigured": "YouTube Data API v3 has not been used in project 123456789012 before or it is disabled. "
    "Enable it by visiting https://console.developers.google.com/apis/api/youtube.googleapis.com/overview"
    "?project=123456789012 then retry.",
    "invalidTitle": "The request metadata specifies an invalid or empty video title.",
    "invalidDescription": "The request metadata specifies an invalid video description.",
    "invalidTags": "The request metadata specifies invalid video keywords.",
    "invalidCategoryId": "The snippet.categoryId property specifies an invalid category ID.",
    "invalidPublishAt": "The request metadata specifies an invalid scheduled publishing time.",
    "invalidVideoMetadata": "The request metadata is invalid.",
    "defaultLanguageNotSet": "The request is trying to add localized video details without specifying the default "
    "language of the video details.",
    "invalidFilename": "The video filename specified in the Slug header is invalid.",
    "invalidRecordingDetails": "The request metadata specifies invalid recording details.",
    "mediaBodyRequired": "The request does not include the media content.",
    "videoNotFound": "The video that the request refers to cannot be found.",
    "invalidImage": "The provided image content is invalid.",
    "captionExists": "A caption track with this language and name exists already.",
    "captionNotFound": "The caption track could not be found.",
    "contentRequired": "The caption track contents are required.",
    "nameTooLong": "The caption track's name is too long: 150 characters are the maximum.",
    "invalidMetadata": "The request contains invalid metadata values.",
    "playlistNotFound": "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.",
    "backendError": "Backend Error",
    "internalError": "Internal error encountered.",
    "processingFailure": "The API server failed to successfully process the request.",
    "parseError": "Parse Error",
}
"""By reason."""
PER_DAY = (
    "Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day' of service "
    "'youtube.googleapis.com' for consumer 'project_number:123456789012'."
)
PER_MINUTE = (
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service "
    "'youtube.googleapis.com' for consumer 'project_number:123456789012'."
)
NO_THUMBNAILS = "The authenticated user doesnt have permissions to upload and set custom video thumbnails."
