import { useId, useState } from 'react'
import type { ClusterListItem, SampleResponse } from '#shared/sample/sample-api'
import { dayIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ClusterAccess } from './cluster-access.tsx'
import { expiredLeases } from './expired-leases.ts'

type ClusterHousehold = ClusterListItem['lines'][number]
type Give = (cluster: string, households: readonly number[], to: string | null) => Promise<void>

interface ClusterRowProps {
	readonly listed: ClusterListItem
	readonly people: SampleResponse['people']
	/** Current date of the study. */
	readonly today: string
	/** Null for read-only users, and while a change is being saved. */
	readonly onGive: Give | null
	readonly onMove: ((cluster: string, isUnreachable: boolean, why: string) => Promise<void>) | null
}

/** One cluster: assignees of the men's and the women's households, and households returned to the office. */
export function ClusterRow({ listed, people, today, onGive: give, onMove }: ClusterRowProps) {
	const { t, language } = useTranslations()
	const { cluster, area, lines } = listed
	const onGive = listed.state === 'open' ? give : null
	const reserve = lines.filter(({ isReserve }) => isReserve)
	const back = lines.filter(({ state }) => state === 'handed-back')
	return (
		<tr>
			<th scope="row">
				<bdi dir="ltr">{cluster}</bdi> <span className="hint">{t(`dayPlan.area.${area}`)}</span>
				<ClusterAccess
					key={listed.state}
					listed={listed}
					onMove={onMove && ((isUnreachable, why) => void onMove(cluster, isUnreachable, why))}
				/>
				{back.map(({ household }) => (
					<div key={household} className="note wait">
						<WhoSelect
							key={`back ${household}`}
							label={t('sample.returnedToOffice', { household })}
							isShown
							people={people}
							value=""
							onChoose={onGive && ((to) => void onGive(cluster, [household], to))}
						/>
					</div>
				))}
				{expiredLeases(lines, today).map(({ person, ends, households }) => (
					<div key={person} className="note wait">
						<WhoSelect
							key={`over ${person}`}
							label={t('sample.leaseExpired', {
								count: households.length,
								who: people.find(({ id }) => id === person)?.name ?? '—',
								day: dayIn(language, ends),
							})}
							isShown
							people={people}
							value={person}
							onChoose={onGive && ((to) => void onGive(cluster, households, to))}
						/>
					</div>
				))}
				<details className="sample-lines">
					<summary>{t('sample.allHouseholds')}</summary>
					<Lines lines={lines} people={people} />
				</details>
			</th>
			{(['male', 'female'] as const).map((sex) => {
				const some = lines.filter((line) => !line.isReserve && line.sex === sex)
				return (
					<td key={sex} data-label={t(sex === 'male' ? 'sample.men' : 'sample.women')}>
						{t('sample.completedOf', {
							done: lines.filter((line) => line.sex === sex && line.state === 'done').length,
							wanted: some.length,
						})}
						<WhoSelect
							key={holderOf(some)}
							label={t(sex === 'male' ? 'sample.assignMen' : 'sample.assignWomen', { cluster })}
							people={people}
							value={holderOf(some)}
							onChoose={
								onGive &&
								((to) => void onGive(cluster, [...some, ...reserveOf(lines, sex)].map(numberOf), to))
							}
						/>
					</td>
				)
			})}
			<td data-label={t('sample.replacement')}>
				{t('sample.unlockedOf', {
					open: reserve.filter(({ state }) => state !== 'closed').length,
					all: reserve.length,
				})}
			</td>
		</tr>
	)
}

const numberOf = ({ household }: ClusterHousehold): number => household

/**
 * Returns the reserve households assigned with one sex. Two people can share a cluster: the first, third …
 * reserve household belongs to the men's, the others to the women's.
 */
const reserveOf = (lines: readonly ClusterHousehold[], sex: 'male' | 'female'): ClusterHousehold[] =>
	lines.filter(({ isReserve }) => isReserve).filter((_, i) => (i % 2 === 0) === (sex === 'male'))

const several = '*'
const holderOf = (lines: readonly ClusterHousehold[]): string => {
	const holders = new Set(lines.map(({ person }) => person ?? ''))
	return holders.size > 1 ? several : ([...holders][0] ?? '')
}

interface WhoProps {
	readonly label: string
	/** Shows the label; otherwise it is for screen readers only. */
	readonly isShown?: true
	readonly people: SampleResponse['people']
	readonly value: string
	readonly onChoose: ((to: string | null) => void) | null
}

/** Menu of assignees. The choice has to be confirmed, since a key press can change a menu. */
function WhoSelect({ label, isShown, people, value, onChoose }: WhoProps) {
	const { t } = useTranslations()
	const id = useId()
	const [chosen, setChosen] = useState(value)
	const isKnown = value === '' || value === several || people.some((each) => each.id === value)
	const name = people.find((each) => each.id === chosen)?.name
	return (
		<>
			{isShown && <label htmlFor={id}>{label}</label>}
			<select
				id={id}
				className="sample-give"
				aria-label={isShown ? undefined : label}
				value={chosen}
				disabled={!onChoose}
				onChange={(event) => setChosen(event.target.value)}
			>
				<option value="">{t('sample.unassigned')}</option>
				{value === several && <option value={several}>{t('sample.severalEnumerators')}</option>}
				{!isKnown && <option value={value}>—</option>}
				{people.map(({ id: each, name: called, code }) => (
					<option key={each} value={each}>
						{called} ({code})
					</option>
				))}
			</select>
			{onChoose && chosen !== value && chosen !== several && (
				<button type="button" className="small" onClick={() => onChoose(chosen === '' ? null : chosen)}>
					{name ? t('sample.assignTo', { who: name }) : t('sample.unassign')}
				</button>
			)}
		</>
	)
}

function Lines({ lines, people }: { lines: readonly ClusterHousehold[]; people: SampleResponse['people'] }) {
	const { t } = useTranslations()
	const names = new Map(people.map(({ id, name }) => [id, name]))
	return (
		<table>
			<thead>
				<tr>
					{(['household', 'sampleLine', 'respondent', 'status', 'assignedTo'] as const).map((column) => (
						<th key={column} scope="col">
							{t(`sample.${column}`)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{lines.map(({ household, line, isReserve, sex, state, person }) => (
					<tr key={household}>
						<td data-label={t('sample.household')}>{household}</td>
						<td data-label={t('sample.sampleLine')}>{line ?? (isReserve ? t('sample.replacement') : '')}</td>
						<td data-label={t('sample.respondent')}>{sex && t(`dayPlan.sex.${sex}`)}</td>
						<td data-label={t('sample.status')}>{t(`dayPlan.status.${state}`)}</td>
						<td data-label={t('sample.assignedTo')}>
							{person === null ? t('sample.unassigned') : <bdi>{names.get(person) ?? '—'}</bdi>}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
