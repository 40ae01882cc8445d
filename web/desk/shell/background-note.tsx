import { serverApi } from '#shared/api/server'
import { may } from '#shared/people/roles'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Fewer are computed within a minute. */
const leastShown = 1000

/** Says that checks and figures are out of date, while the server computes them or has failed to. */
export function BackgroundNote() {
	const { person } = useDesk()
	return may(person.role, 'disk.read') && !person.demonstration && <Background />
}

function Background() {
	const { t, language } = useTranslations()
	const { found } = useRoute(serverApi.backgroundWork, {})
	const projections = found?.projections ?? []
	const lag = projections.reduce((sum, each) => sum + each.lag, 0)
	const hasFailed = projections.some((each) => each.hasFailed)
	if (!hasFailed && lag < leastShown) return null
	return (
		<div className="note wait" role="status">
			<p>
				<Icon name="warning" />{' '}
				{hasFailed
					? t('backgroundWork.failed')
					: t('backgroundWork.behind', { records: numberIn(language, lag) })}
			</p>
		</div>
	)
}
