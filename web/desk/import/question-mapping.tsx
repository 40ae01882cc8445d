import type { Choice, FormDefinition, Question } from '#shared/forms/form-definition'
import { isUnconditional, questionsOf } from '#shared/import/guess-mapping'
import { importTreatment } from '#shared/import/import-treatment'
import type { ColumnMapping, Mapping } from '#shared/import/mapping'
import { choiceCalled, ticksIn } from '#shared/import/match-choice'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { ChoiceValues } from './choice-value-mapping.tsx'
import { ColumnField } from './column-field.tsx'
import type { ColumnValueCounts } from './import-worker.ts'

const maxExamples = 3

interface QuestionMappingProps {
	readonly definition: FormDefinition
	readonly reading: FormReading
	/** Template of the repeat whose rows these are; '' for the main rows. */
	readonly repeat?: string
	readonly questions: Mapping['questions']
	readonly blanks: readonly string[]
	readonly columns: readonly string[]
	/** Values by column. */
	readonly valuesByColumn: Readonly<Record<string, ColumnValueCounts>>
	readonly onChange: (questions: Mapping['questions']) => void
}

/** Questions of the form in its order, with the mapped column and its values. */
export function QuestionMapping(props: QuestionMappingProps) {
	const { definition, reading, repeat = '', questions, blanks, columns, valuesByColumn, onChange } = props
	const { t } = useTranslations()
	const change = (template: string, mapping: ColumnMapping | null) => {
		const { [template]: _, ...others } = questions
		onChange(mapping ? { ...others, [template]: mapping } : others)
	}
	return (
		<div className="table-box">
			<table
				className="table"
				aria-label={
					repeat === '' ? t('import.mappingTitle') : t('import.repeat', { what: reading.label(repeat) })
				}
			>
				<thead>
					<tr>
						<th scope="col">{t('cleaning.question')}</th>
						<th scope="col">{t('import.column')}</th>
						<th scope="col">{t('import.valuesInFile')}</th>
					</tr>
				</thead>
				<tbody>
					{questionsOf(definition, repeat).map((node) => {
						const { part, template } = node
						if (part.kind !== 'question' || importTreatment(part) !== 'importable') return null
						const mapping = questions[template]
						const choices = definition.choices[part.list ?? ''] ?? []
						const [column = ''] = mapping?.columns ?? []
						return (
							<tr key={template}>
								<th scope="row">
									<span dir="auto">{reading.label(template)}</span>{' '}
									<span className="hint">
										<bdi dir="ltr">{part.name}</bdi>
										{part.required === undefined
											? ''
											: ` · ${t(isUnconditional(node) ? 'import.required' : 'import.requiredIfRelevant')}`}
									</span>
								</th>
								<td data-label={t('import.column')}>
									{mapping?.ticks ? (
										<TickColumns ticks={mapping.ticks} onDrop={() => change(template, null)} />
									) : (
										<ColumnField
											isQuiet
											label={reading.label(template)}
											value={column}
											columns={columns}
											table={repeat}
											onChoose={(chosen) => change(template, chosen === '' ? null : { columns: [chosen] })}
										/>
									)}
									{!mapping?.ticks && column === '' && part.type === 'select-one' && (
										<Always
											label={reading.label(template)}
											value={mapping?.always ?? ''}
											choices={choices}
											reading={reading}
											template={template}
											onChoose={(always) => change(template, always === '' ? null : { columns: [], always })}
										/>
									)}
									{(mapping?.columns ?? []).slice(1).map((each) => (
										<bdi key={each} dir="ltr" className="hint">
											{each}{' '}
										</bdi>
									))}
								</td>
								<td data-label={t('import.valuesInFile')}>
									{column !== '' && isChosen(part) && mapping ? (
										<ChoiceValues
											template={template}
											reading={reading}
											choices={choices}
											mapping={mapping}
											label={reading.label(template)}
											columnValues={valuesIn(part, valuesByColumn[column] ?? [], choices, mapping, blanks)}
											onChange={(values) => change(template, { ...mapping, values })}
										/>
									) : (
										(valuesByColumn[column] ?? []).slice(0, maxExamples).map(([text]) => (
											<span key={text} className="example hint">
												<bdi>{text.slice(0, 40)}</bdi>{' '}
											</span>
										))
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

const isChosen = ({ type }: Question): boolean => ['select-one', 'select-many', 'rank'].includes(type)

/**
 * Returns the values of a column for a question with choices. The choices of a multiple answer are counted
 * separately.
 */
function valuesIn(
	{ type }: Question,
	columnValues: ColumnValueCounts,
	choices: readonly Choice[],
	{ values }: ColumnMapping,
	blanks: readonly string[],
) {
	const counted = new Map<string, number>()
	for (const [text, lines] of columnValues) {
		if (blanks.includes(text)) continue
		for (const part of type === 'select-one' ? [text] : ticksIn(text, choices, values))
			counted.set(part, (counted.get(part) ?? 0) + lines)
	}
	return [...counted].map(([text, lines]) => ({ text, lines, code: choiceCalled(text, choices) }))
}

function TickColumns({
	ticks,
	onDrop,
}: {
	readonly ticks: Record<string, string>
	readonly onDrop: () => void
}) {
	const { t } = useTranslations()
	const named = Object.values(ticks)
	return (
		<div className="stack tight">
			<details>
				<summary>{t('import.tickColumns', { count: named.length })}</summary>
				<bdi dir="ltr">{named.join(', ')}</bdi>
			</details>
			<button type="button" className="plain small" onClick={onDrop}>
				{t('import.chooseOtherColumn')}
			</button>
		</div>
	)
}

interface AlwaysProps {
	readonly label: string
	readonly value: string
	readonly choices: readonly Choice[]
	readonly reading: FormReading
	readonly template: string
	readonly onChoose: (code: string) => void
}

/** A fixed answer for all rows, for a question without a column. */
function Always({ label, value, choices, reading, template, onChoose }: AlwaysProps) {
	const { t } = useTranslations()
	return (
		<label className="inline">
			<span>{t('import.constantValue')}</span>
			<select
				aria-label={`${t('import.constantValue')} ${label}`}
				value={value}
				onChange={({ target }) => onChoose(target.value)}
			>
				<option value="">—</option>
				{choices.map(({ name }) => (
					<option key={name} value={name}>
						{reading.answer(template, name)}
					</option>
				))}
			</select>
		</label>
	)
}
