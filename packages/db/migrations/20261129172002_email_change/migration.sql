-- A person changes the email by a link that was mailed to the new address.
GRANT UPDATE (email) ON users TO palisade_identity;

-- Open invitations to the earlier address, in tenants that the person belongs or belonged to, end with it.
GRANT UPDATE (revoked_at) ON invitations TO palisade_identity;
