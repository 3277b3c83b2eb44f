"""Music: artists register tracks and send the audio; fans listen."""
