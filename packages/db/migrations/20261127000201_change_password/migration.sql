-- A user may change the password; nothing else of a user is the identity role's to change here.
GRANT UPDATE ("password_hash") ON "users" TO palisade_identity;
