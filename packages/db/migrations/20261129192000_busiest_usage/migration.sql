-- Metrics show the use of a plan: the role that counts usage reads the plans of the tenants.
GRANT SELECT (tier) ON tenants TO palisade_meter;
