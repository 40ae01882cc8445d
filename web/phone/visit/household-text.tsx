import type { Point } from '#shared/kernel/geodesy'
import { appointmentOf, hasMissedAppointment } from '#shared/sample/day-plan'
import { describeDirection } from '#shared/study/directions'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import type { Household } from './use-households.ts'

const chipByState: Readonly<
	Record<Household['state'], { readonly icon: IconName | null; readonly tone: string }>
> = {
	'to-visit': { icon: null, tone: '' },
	'come-back': { icon: null, tone: 'seen' },
	begun: { icon: 'draft', tone: 'wait' },
	done: { icon: 'check', tone: 'done' },
	ended: { icon: null, tone: '' },
	'handed-back': { icon: 'forward', tone: '' },
	closed: { icon: 'lock', tone: '' },
}

/** Edge of a household's card: red for a missed appointment, amber for one or a draft, blue for visited, green for done. */
export function toneOf(line: Household): string {
	if (hasMissedAppointment(line, Date.now())) return 'stop'
	return appointmentOf(line) === null ? chipByState[line.state].tone : 'wait'
}

/** Status of a household: its appointment if it has one. */
export function HouseholdChip({ line }: { line: Household }) {
	const { t, language } = useTranslations()
	const at = appointmentOf(line)
	const isMissed = hasMissedAppointment(line, Date.now())
	if (at !== null)
		return (
			<span className={isMissed ? 'chip stop' : 'chip wait'}>
				<Icon name={isMissed ? 'alert' : 'clock'} />
				{isMissed && `${t('visit.missed')}: `}
				<bdi>{dateTimeIn(language, at)}</bdi>
			</span>
		)
	const { icon, tone } = chipByState[line.state]
	return (
		<span className={`chip ${tone}`}>
			{icon && <Icon name={icon} />}
			{t(`dayPlan.status.${line.state}`)}
		</span>
	)
}

/** Number of the household and whom to ask for. */
export function useHouseholdName(): (line: Pick<Household, 'household' | 'sex'>) => string {
	const { t } = useTranslations()
	return ({ household, sex }) =>
		sex === null
			? t('dayPlan.household', { household })
			: `${t('dayPlan.household', { household })} · ${t(`dayPlan.sex.${sex}`)}`
}

/** Known results at the door; others come from forms of the office. */
export const outcomeText = (t: Translate, outcome: string): string =>
	t.orElse(`visit.outcome.${outcome}`, outcome)

/** Lines that help to find the household, and the visits so far. */
export function HouseholdLines({ line }: { line: Household }) {
	const { t } = useTranslations()
	const { structure, landmark } = line
	const last = line.work?.visits?.at(-1)
	return (
		<>
			{(structure !== undefined || landmark !== undefined) && (
				<span className="caption">
					{structure !== undefined && t('visit.structure', { structure })}
					{structure !== undefined && landmark !== undefined && ' · '}
					{landmark !== undefined && <bdi>{landmark}</bdi>}
				</span>
			)}
			{line.state === 'come-back' && line.work && (
				<span className="caption">
					{t('dayPlan.visitsDone', { visit: line.work.visit })}
					{last && `: ${outcomeText(t, last.outcome)}`}
				</span>
			)}
			{line.replaces !== null && (
				<span className="caption">{t('dayPlan.replacesHousehold', { household: line.replaces })}</span>
			)}
		</>
	)
}

/** Returns distances as people say them, rounded since the phone's location is not more accurate. */
export function useDistanceText(): (metres: number) => string {
	const { t, language } = useTranslations()
	return (metres) =>
		metres < 995
			? t('dayPlan.metres', { metres: Math.round(metres / 10) * 10 })
			: t('dayPlan.kilometres', { km: numberIn(language, Math.round(metres / 100) / 10) })
}

export const metresTo = (point: string | undefined, here: Point | null): number | null =>
	point === undefined || here === null ? null : (describeDirection(point, here)?.metres ?? null)

/** Opens the household's point in the map app of the phone; renders nothing without a point. */
export function NavigateLink({
	line,
	metres,
	className,
}: {
	line: Household
	metres: number | null
	className: string
}) {
	const { t } = useTranslations()
	const distance = useDistanceText()
	if (line.point === undefined) return null
	return (
		<a
			className={className}
			href={`geo:0,0?q=${line.point.replace(' ', ',')}`}
			aria-label={t('visit.navigateTo', { household: line.household })}
		>
			<Icon name="navigate" />
			<span>{metres === null ? t('visit.navigate') : <bdi>{distance(metres)}</bdi>}</span>
		</a>
	)
}
