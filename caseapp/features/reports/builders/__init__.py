"""What each part of a report shows, put together from measures and from the queries of other features."""
