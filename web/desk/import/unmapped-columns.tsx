import type { FormDefinition } from '#shared/forms/form-definition'
import { createExcludedColumnCheck } from '#shared/import/excluded-columns'
import { isUnconditional, questionsOf, repeatsOf } from '#shared/import/guess-mapping'
import { importTreatment } from '#shared/import/import-treatment'
import { columnsOf, type Mapping } from '#shared/import/mapping'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'

const maxNamed = 60

interface UnmappedColumnsProps {
	readonly definition: FormDefinition
	readonly reading: FormReading
	readonly mapping: Mapping
	readonly columns: readonly string[]
}

/**
 * Lists what is not imported: questions that cannot be imported, unmapped columns, and required questions
 * without a column.
 */
export function UnmappedColumns({ definition, reading, mapping, columns }: UnmappedColumnsProps) {
	const { t } = useTranslations()
	const mapped = new Set(columnsOf(mapping))
	const questions = questionsOf(definition)
	const labelled = (found: typeof questions) => found.map(({ template }) => reading.label(template))
	const inRows = repeatsOf(definition).flatMap(({ template }) => questionsOf(definition, template))
	const leftBehind = [...questions, ...inRows].filter(
		({ part }) => importTreatment(part) === 'not-importable',
	)
	const required = questions.filter(
		(node) =>
			node.part.kind === 'question' &&
			node.part.required !== undefined &&
			// Conditional questions are checked row by row in the dry run.
			isUnconditional(node) &&
			importTreatment(node.part) === 'importable' &&
			!Object.hasOwn(mapping.questions, node.template),
	)
	const isExcluded = createExcludedColumnCheck(definition)
	const unmapped = columns.filter((column) => !mapped.has(column))
	return (
		<>
			<Named text={t('import.requiredUnmapped')} names={labelled(required)} className="note wait" />
			<Named text={t('import.neverImported')} names={labelled(leftBehind)} className="note quiet" />
			<Named text={t('import.columnsNotSent')} names={unmapped.filter(isExcluded)} className="note wait" />
			<Named
				text={t('import.columnsUnused')}
				names={unmapped.filter((column) => !isExcluded(column))}
				className="note quiet"
			/>
		</>
	)
}

interface NamedProps {
	readonly text: string
	readonly names: readonly string[]
	readonly className: string
}

function Named({ text, names, className }: NamedProps) {
	if (names.length === 0) return null
	return (
		<p className={className}>
			{text}{' '}
			{names.slice(0, maxNamed).map((name, i) => (
				<span key={name}>
					{i > 0 && ' · '}
					<bdi>{name}</bdi>
				</span>
			))}
			{names.length > maxNamed && ' …'}
		</p>
	)
}
