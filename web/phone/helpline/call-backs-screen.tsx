import { useEffect, useState } from 'react'
import type { ShiftAct } from '#shared/helpline/call-backs'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { actInShift } from '../../sync/shift-client.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { HandoverForm, Handovers } from './handovers.tsx'
import { DoneCallBacks, OpenCallBacks } from './open-call-backs.tsx'
import { Referrals } from './referrals.tsx'
import { shiftCache } from './shift-cache.ts'

/** Unsent note for the next shift, per session: it survives leaving the screen. */
const written = new WeakMap<VaultSession, string>()

/**
 * Call-backs, referrals and handovers between shifts. All changes need the server: offline, two phones
 * would call the same caller.
 */
export function CallBacksScreen() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const [shift, setShift] = useState(shiftCache.get(session) ?? null)
	const { isBusy, problem, run } = useAsyncAction()
	const [last, setLast] = useState<ShiftAct['kind']>('look')
	const act = (one: ShiftAct) =>
		run(async () => {
			setLast(one.kind)
			const found = await actInShift(session, one)
			shiftCache.set(session, found)
			setShift(found)
		})
	// biome-ignore lint/correctness/useExhaustiveDependencies: asked once when it opens, and then by the button
	useEffect(() => void act({ kind: 'look' }), [])
	return (
		<AppScreen title={t('callBacks.title')} back="/">
			{problem?.code === 'no-connection' ? (
				// the general text for this error is wrong here: nothing is queued on the phone
				<p className="note stop sticky" role="alert">
					{t(last === 'look' ? 'callBacks.listOffline' : 'callBacks.saveOffline')}
				</p>
			) : (
				<ProblemNote problem={problem} />
			)}
			<p className="hint" role="status">
				{shift
					? t('callBacks.lastUpdated', { time: dateTimeIn(language, shift.at) })
					: t('callBacks.listNotLoaded')}
			</p>
			<button type="button" className="plain" disabled={isBusy} onClick={() => void act({ kind: 'look' })}>
				{t('callBacks.refresh')}
			</button>
			{shift && (
				<>
					<OpenCallBacks
						open={shift.open}
						isBusy={isBusy}
						onAct={(kind, record) => void act({ kind, record })}
					/>
					<Referrals
						referrals={shift.referrals}
						many={shift.openReferrals}
						at={shift.at}
						isBusy={isBusy}
						onAct={(one) => void act(one)}
					/>
					<Handovers
						handovers={shift.handovers}
						isBusy={isBusy}
						onConfirm={(handover) => void act({ kind: 'confirm', handover })}
					/>
					<HandoverForm
						isBusy={isBusy}
						first={written.get(session) ?? ''}
						onType={(note) => written.set(session, note)}
						onHandOver={(note) => act({ kind: 'hand-over', note })}
					/>
					<DoneCallBacks
						done={shift.done}
						isBusy={isBusy}
						onAct={(kind, record) => void act({ kind, record })}
					/>
				</>
			)}
		</AppScreen>
	)
}
