import { tenantMaxima } from '@palisade/contracts'
import { AdminHostNotice } from '../components/admin-host-notice.tsx'
import { NewKeyShown } from '../components/new-key-shown.tsx'
import { Notice } from '../components/notice.tsx'
import { PlanMaxima } from '../components/plan-maxima.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { RequestId } from '../components/request-id.tsx'
import { RestoredDraft } from '../components/restored-draft.tsx'
import { ShownOnce } from '../components/shown-once.tsx'
import { StatusText } from '../components/status-text.tsx'
import { NetworkFailure } from '../lib/network.ts'
import { Example } from './example.tsx'
import { apiKey, throttled } from './gallery-samples.ts'

const { origins: domains } = tenantMaxima.free

const nothing = () => undefined

export function Notices() {
  return (
    <>
      <Example name="Notice: the three tones">
        <Notice tone="info" title="The order is now placed" />
        <Notice tone="warn" title="This draft was not sent yet">
          <p className="text-sm">It stays in this browser until you sign out.</p>
        </Notice>
        <Notice tone="danger" title="The order could not be saved">
          <RequestId requestId={throttled.problem.requestId} />
        </Notice>
      </Example>
      <Example name="ProblemNotice: a limit, and a server that does not answer">
        <ProblemNotice error={throttled} onRetry={nothing} />
        <ProblemNotice error={new NetworkFailure()} onRetry={nothing} />
      </Example>
      <Example name="StatusText">
        <StatusText>The color is saved.</StatusText>
      </Example>
      <Example name="AdminHostNotice">
        <AdminHostNotice purpose="change roles" path="/team" />
      </Example>
      <Example name="PlanMaxima: more than the plan allows">
        <PlanMaxima maxima={[{ what: 'origins', most: domains, used: domains + 1 }]} before={[['Plan', 'free']]} />
      </Example>
      <Example name="RestoredDraft">
        <RestoredDraft onDiscard={nothing} />
      </Example>
      <Example name="ShownOnce and NewKeyShown">
        <ShownOnce
          title="Recovery codes"
          advice="Each code works once, in place of your authenticator app."
          secrets={['aaaa-bbbb-cccc', 'dddd-eeee-ffff']}
          copyLabel="Copy all codes"
          fileName="codes.txt"
          onDone={nothing}
        />
        <NewKeyShown created={apiKey} onDone={nothing} />
      </Example>
    </>
  )
}
