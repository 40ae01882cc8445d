import { useState } from 'react'
import { Link } from 'wouter'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { BackCheckListItem, BackCheckListResponse } from '#shared/quality/back-check-assignment'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { type FormReading, formReading } from '../kit/form-labels.ts'

interface CheckTableProps {
	readonly found: BackCheckListResponse
	/** Back-check form, for the labels of differing answers; null while it is loading. */
	readonly form: FormDefinition | null
	/** Null for read-only users, and while a change is being saved. */
	readonly onGive: ((record: string, to: string | null) => Promise<void>) | null
}

const order: readonly BackCheckListItem['state'][] = ['to-give', 'given', 'not-reached', 'checked']

/** Interviews to be checked, unassigned ones first. */
export function CheckTable({ found: { checks, people }, form, onGive }: CheckTableProps) {
	const { t, language } = useTranslations()
	const reading = formReading(form, { t, language }, new Map())
	const sorted = [...checks].sort(
		(a, b) =>
			order.indexOf(a.state) - order.indexOf(b.state) ||
			(a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : a.household - b.household),
	)
	return (
		<div className="table">
			<table>
				<thead>
					<tr>
						{(['household', 'enumerator', 'interviewDate', 'status', 'checker', 'differences'] as const).map(
							(column) => (
								<th key={column} scope="col">
									{t(`backChecks.${column}`)}
								</th>
							),
						)}
					</tr>
				</thead>
				<tbody>
					{sorted.map((check) => {
						const { record, cluster, household, person, day, state } = check
						return (
							<tr key={record}>
								<th scope="row">
									<Link href={`/desk/records/${record}`}>
										<bdi dir="ltr">
											{cluster} / {household}
										</bdi>
									</Link>
								</th>
								<td data-label={t('backChecks.enumerator')}>
									<bdi>{person.name}</bdi>
								</td>
								<td data-label={t('backChecks.interviewDate')}>{dateIn(language, day)}</td>
								<td data-label={t('backChecks.status')}>{t(`backChecks.states.${state}`)}</td>
								<td data-label={t('backChecks.checker')}>
									{state === 'checked' ? (
										<bdi>{check.checker?.name}</bdi>
									) : (
										<Checker
											key={check.checker?.id ?? ''}
											check={check}
											people={people.filter(({ id }) => id !== person.id)}
											onGive={onGive && ((to) => void onGive(record, to))}
										/>
									)}
								</td>
								<td data-label={t('backChecks.differences')}>
									<Differs check={check} reading={reading} />
								</td>
							</tr>
						)
					})}
				</tbody>
			</table>
		</div>
	)
}

interface CheckerProps {
	readonly check: BackCheckListItem
	readonly people: BackCheckListResponse['people']
	readonly onGive: ((to: string | null) => void) | null
}

/** Menu of assignees. The choice has to be confirmed, since a key press can change a menu. */
function Checker({ check, people, onGive }: CheckerProps) {
	const { t } = useTranslations()
	const before = check.checker?.id ?? ''
	const [chosen, setChosen] = useState(before)
	const place = `${check.cluster} / ${check.household}`
	const isKnown = before === '' || people.some(({ id }) => id === before)
	return (
		<span className="actions">
			<select
				aria-label={t('backChecks.backCheckerFor', { place })}
				value={chosen}
				disabled={!onGive}
				onChange={({ target }) => setChosen(target.value)}
			>
				<option value="">{t('backChecks.unassigned')}</option>
				{!isKnown && <option value={before}>{check.checker?.name}</option>}
				{people.map(({ id, name, code }) => (
					<option key={id} value={id}>
						{name} ({code})
					</option>
				))}
			</select>
			{onGive && chosen !== before && (
				<button
					type="button"
					className="small"
					aria-label={`${t('backChecks.assign')}: ${place}`}
					onClick={() => onGive(chosen === '' ? null : chosen)}
				>
					{t('backChecks.assign')}
				</button>
			)}
		</span>
	)
}

function Differs({ check, reading }: { check: BackCheckListItem; reading: FormReading }) {
	const { t } = useTranslations()
	if (check.state !== 'checked') return null
	return (
		<>
			{check.isOwn && <p className="state stop">{t('backChecks.ownCheck')}</p>}
			{check.saysNobodyCame && <p className="state stop">{t('backChecks.noInterviewReported')}</p>}
			{check.differences.map(({ question, type, before, now }) => {
				const path = reading.nodes.find(({ part }) => part.name === question)?.template ?? question
				return (
					<p key={question} className={type === 1 ? 'stop' : undefined}>
						{t('backChecks.difference', {
							question: reading.label(path),
							before: reading.answer(path, before),
							now: reading.answer(path, now),
						})}
					</p>
				)
			})}
			{!check.saysNobodyCame && check.differences.length === 0 && (
				<p className="hint">{t('backChecks.noDifferences')}</p>
			)}
		</>
	)
}
