-- Nobody can keep a tenant while it is suspended, so its wait begins again when the suspension ends. Otherwise a tenant that was
-- suspended to protect it from a thief would be erased within minutes of the end. `tenantDeletion.waitMs` in the contracts is
-- as long; a test compares them.
CREATE OR REPLACE FUNCTION keep_tenant_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'erasing' THEN
    RAISE EXCEPTION 'the tenant is being erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user = 'palisade_tenant' AND NOT (
    (OLD.state = 'active' AND NEW.state = 'deleting' AND NEW.erase_after > now() + interval '1 day')
    OR (OLD.state = 'deleting' AND NEW.state = 'active' AND NEW.erase_after IS NULL)) THEN
    RAISE EXCEPTION 'the state of a tenant changes by its deletion alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'active' AND NEW.erase_after IS NOT NULL THEN
    NEW.state := 'deleting';
    IF OLD.state = 'suspended' THEN
      NEW.erase_after := now() + interval '7 days';
    END IF;
  END IF;
  RETURN NEW;
END
$$;
