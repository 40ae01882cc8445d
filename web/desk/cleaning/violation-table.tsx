import { Link } from 'wouter'
import type { RuleListItem, RuleViolation } from '#shared/cleaning/rules'
import { nationalDistrict } from '#shared/study/record-attributes'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'

/** Returns the key of a violation: one path of one record that breaks one rule. */
export const buildViolationKey = ({ id, rule, path }: Pick<RuleViolation, 'id' | 'rule' | 'path'>): string =>
	`${id} ${rule} ${path}`

/** Violations selected for a common action, by `buildViolationKey`. */
interface ViolationSelection {
	readonly chosen: ReadonlySet<string>
	readonly choose: (places: readonly RuleViolation[], isChosen: boolean) => void
}

interface ViolationTableProps {
	readonly places: readonly RuleViolation[]
	readonly rules: readonly RuleListItem[]
	readonly reading: FormReading
	/** Label of the table, for screen readers. */
	readonly label: string
	/** Null if the list is read-only. */
	readonly choosing: ViolationSelection | null
}

/** Violations with their record, question, the answers that the rule reads, and the suggested value. */
export function ViolationTable({ places, rules, reading, label, choosing }: ViolationTableProps) {
	const { t } = useTranslations()
	const messages = new Map(rules.map(({ id, message }) => [id, message]))
	const areAllChosen =
		choosing !== null && places.every((each) => choosing.chosen.has(buildViolationKey(each)))
	return (
		<div className="table-box">
			<table className="table" aria-label={label}>
				<thead>
					<tr>
						{choosing && (
							<th scope="col">
								<label className="choose">
									<input
										type="checkbox"
										aria-label={t('rules.selectAll')}
										checked={areAllChosen}
										onChange={({ target }) => choosing.choose(places, target.checked)}
									/>
								</label>
							</th>
						)}
						<th scope="col">{t('cleaning.record')}</th>
						{rules.length > 0 && <th scope="col">{t('rules.messageLabel')}</th>}
						<th scope="col">{t('rules.answers')}</th>
						<th scope="col">{t('rules.suggestion')}</th>
					</tr>
				</thead>
				<tbody>
					{places.map((each) => (
						<ViolationRow
							key={buildViolationKey(each)}
							violation={each}
							messages={messages}
							reading={reading}
							choosing={choosing}
						/>
					))}
				</tbody>
			</table>
		</div>
	)
}

interface ViolationRowProps extends Pick<ViolationTableProps, 'reading' | 'choosing'> {
	readonly violation: RuleViolation
	/** Messages of the rules, by id; empty if the table is about one rule. */
	readonly messages: ReadonlyMap<string, string>
}

function ViolationRow({ violation, messages, reading, choosing }: ViolationRowProps) {
	const { t, language } = useTranslations()
	const { right } = violation
	const its = reading.withRows(new Map(Object.entries(violation.rows)))
	const key = buildViolationKey(violation)
	const name = violation.name || t('home.untitledRecord')
	return (
		<tr data-place={key} className={choosing?.chosen.has(key) ? 'chosen' : undefined}>
			{choosing && (
				<td>
					<label className="choose">
						<input
							type="checkbox"
							aria-label={t('review.selectRecord', { name })}
							checked={choosing.chosen.has(key)}
							onChange={({ target }) => choosing.choose([violation], target.checked)}
						/>
					</label>
				</td>
			)}
			<th scope="row">
				<Link href={`/desk/records/${violation.id}`} data-list-link>
					<bdi>{name}</bdi>
				</Link>
				<RecordPlace violation={violation} />
			</th>
			{messages.size > 0 && (
				<td data-label={t('rules.messageLabel')}>
					<bdi>{messages.get(violation.rule)}</bdi>
					{right && (
						<p className="hint">
							{t('rules.acceptedBecause')} <bdi>{right.why}</bdi> · <bdi>{right.by}</bdi> ·{' '}
							{dateTimeIn(language, right.at)}
						</p>
					)}
				</td>
			)}
			<td data-label={t('rules.answers')}>
				{violation.reads.map(({ path, answer }) => (
					<p key={path}>
						<span className="hint" dir="auto">
							{its.label(path)}
						</span>
						<br />
						<bdi>{its.answer(path, answer)}</bdi>
					</p>
				))}
			</td>
			<td data-label={t('rules.suggestion')}>
				<Suggestion violation={violation} reading={its} />
			</td>
		</tr>
	)
}

/** District, cluster and enumerator of the record. */
function RecordPlace({ violation: { district, cluster, by } }: Pick<ViolationRowProps, 'violation'>) {
	const { t } = useTranslations()
	const districts = new Map(useDistrictNames())
	const parts = [
		district === nationalDistrict ? t('review.national') : (districts.get(district ?? '') ?? district),
		...[cluster, by],
	].filter((each) => each !== null && each !== '')
	return (
		<p className="hint">
			{parts.map((part, i) => (
				<span key={part}>
					{i > 0 && ' · '}
					<bdi>{part}</bdi>
				</span>
			))}
		</p>
	)
}

/** The suggested value next to the present one, and the answers that it makes irrelevant. */
function Suggestion({
	violation: { path, reads, suggested },
	reading,
}: Pick<ViolationRowProps, 'violation' | 'reading'>) {
	const { t } = useTranslations()
	if (!suggested) return <span className="hint">{t('rules.noSuggestion')}</span>
	return (
		<>
			<span className="change">
				<bdi>{reading.answer(path, reads[0]?.answer ?? null)}</bdi>
				<Icon name="arrowNext" />
				<bdi>{reading.answer(path, suggested.after)}</bdi>
			</span>
			{suggested.hides.length > 0 && (
				<p className="hint">
					{t('cleaning.becomesIrrelevant', { count: suggested.hides.length })}{' '}
					<bdi>{suggested.hides.map((hidden) => reading.label(hidden)).join(' · ')}</bdi>
				</p>
			)}
		</>
	)
}
