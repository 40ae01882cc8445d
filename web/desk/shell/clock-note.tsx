import { serverApi } from '#shared/api/server'
import { may } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'

/**
 * Warns that erasing is suspended because the server's clock jumped ahead by days; an administrator can
 * confirm the time.
 */
export function ClockNote() {
	const { person } = useDesk()
	return may(person.role, 'clock.read') && !person.demonstration && <Clock />
}

function Clock() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { found, reload } = useRoute(serverApi.clock, {})
	const { isBusy, problem, run } = useAsyncAction()
	const waiting = found?.waiting
	if (!waiting) return null
	const { now, trusted } = waiting
	async function confirm() {
		await run(() => callRoute(serverApi.confirmClock, { body: { seen: now } }))
		reload()
	}
	return (
		<div className="note wait stack" role="status">
			<p>
				<Icon name="warning" /> {t('clock.jumpedAhead')}
			</p>
			<p>
				{t('clock.comparison', { now: dateTimeIn(language, now), trusted: dateTimeIn(language, trusted) })}
			</p>
			<ProblemNote problem={problem} />
			{may(person.role, 'clock.confirm') && (
				<>
					<p>{t('clock.hint')}</p>
					<div className="actions">
						<button type="button" className="small" disabled={isBusy} onClick={() => void confirm()}>
							{t('clock.confirm')}
						</button>
					</div>
				</>
			)}
		</div>
	)
}
