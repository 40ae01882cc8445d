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
	const { t, language } = useTranslations()
	const districts = new Map(useDistrictNames())
	const messages = new Map(rules.map(({ id, message }) => [id, message]))
	const areAllChosen =
		choosing !== null && places.every((each) => choosing.chosen.has(buildViolationKey(each)))
	const whereOf = ({ district, cluster, by }: RuleViolation) =>
		[
			district === nationalDistrict ? t('review.national') : (districts.get(district ?? '') ?? district),
			...[cluster, by],
		].filter((each) => each !== null && each !== '')
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
					{places.map((each) => {
						const its = reading.withRows(new Map(Object.entries(each.rows)))
						const key = buildViolationKey(each)
						const name = each.name || t('home.untitledRecord')
						return (
							<tr key={key} data-place={key} className={choosing?.chosen.has(key) ? 'chosen' : undefined}>
								{choosing && (
									<td>
										<label className="choose">
											<input
												type="checkbox"
												aria-label={t('review.selectRecord', { name })}
												checked={choosing.chosen.has(key)}
												onChange={({ target }) => choosing.choose([each], target.checked)}
											/>
										</label>
									</td>
								)}
								<th scope="row">
									<Link href={`/desk/records/${each.id}`} data-list-link>
										<bdi>{name}</bdi>
									</Link>
									<p className="hint">
										{whereOf(each).map((part, i) => (
											<span key={part}>
												{i > 0 && ' · '}
												<bdi>{part}</bdi>
											</span>
										))}
									</p>
								</th>
								{rules.length > 0 && (
									<td data-label={t('rules.messageLabel')}>
										<bdi>{messages.get(each.rule)}</bdi>
										{each.right && (
											<p className="hint">
												{t('rules.acceptedBecause')} <bdi>{each.right.why}</bdi> · <bdi>{each.right.by}</bdi>{' '}
												· {dateTimeIn(language, each.right.at)}
											</p>
										)}
									</td>
								)}
								<td data-label={t('rules.answers')}>
									{each.reads.map(({ path, answer }) => (
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
									{each.suggested ? (
										<>
											<span className="change">
												<bdi>{its.answer(each.path, each.reads[0]?.answer ?? null)}</bdi>
												<Icon name="forward" />
												<bdi>{its.answer(each.path, each.suggested.after)}</bdi>
											</span>
											{each.suggested.hides.length > 0 && (
												<p className="hint">
													{t('cleaning.becomesIrrelevant', { count: each.suggested.hides.length })}{' '}
													<bdi>{each.suggested.hides.map((path) => its.label(path)).join(' · ')}</bdi>
												</p>
											)}
										</>
									) : (
										<span className="hint">{t('rules.noSuggestion')}</span>
									)}
								</td>
							</tr>
						)
					})}
				</tbody>
			</table>
		</div>
	)
}
