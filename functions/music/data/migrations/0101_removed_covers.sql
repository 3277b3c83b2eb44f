-- When a playlist's cover was removed, as the id that an upload of that moment would have: a picture
-- that was sent before it, and is made after it, is not shown.
alter table playlists add column cover_removed text collate "C" not null default '';
