"""What people type, a file for each part of the room; forms of the desk and of the site are in `lead`."""
