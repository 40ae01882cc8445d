import { useTranslations } from './i18n.ts'
import { Icon, type IconName } from './icons.tsx'

/** A status is icon, word and colour together, the same everywhere. */
const markByState = {
	draft: { icon: 'draft', tone: 'wait' },
	correction: { icon: 'draft', tone: 'wait' },
	'only-here': { icon: 'phone', tone: 'wait' },
	'at-server': { icon: 'server', tone: 'quiet' },
	returned: { icon: 'returned', tone: 'wait' },
	approved: { icon: 'approved', tone: 'ok' },
	submitted: { icon: 'server', tone: 'quiet' },
	'needs-decision': { icon: 'question', tone: 'stop' },
	'handed-on': { icon: 'forward', tone: 'quiet' },
	kept: { icon: 'server', tone: 'quiet' },
	void: { icon: 'trash', tone: 'quiet' },
	refused: { icon: 'warning', tone: 'stop' },
} as const satisfies Record<string, { icon: IconName; tone: string }>
export type MarkedState = keyof typeof markByState

export function RecordStateBadge({ state }: { state: MarkedState }) {
	const { t } = useTranslations()
	const { icon, tone } = markByState[state]
	return (
		<span className={`state ${tone}`}>
			<Icon name={icon} />
			{t(`recordStatus.${state}`)}
		</span>
	)
}
