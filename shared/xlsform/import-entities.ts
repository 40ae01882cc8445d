import type { EntityDeclaration, FormPart } from '../forms/form-definition.ts'
import { type Declared, type EntityQuestion, locateEntities } from './entity-places.ts'
import type { Columns } from './import-columns.ts'
import { isPossibleName, optional } from './import-context.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

interface EntityContext {
	/** The sheet `entities`; null if there is none. */
	readonly sheet: Columns | null
	readonly body: readonly FormPart[]
	readonly survey: Columns
	/** Row of the survey sheet that a template came from. */
	readonly rowOf: (template: string) => SheetRow | undefined
	readonly report: (problem: ImportProblem) => void
}

const known = ['list_name', 'label', 'entity_id', 'create_if', 'update_if', 'repeat']

/**
 * Reads the sheet `entities`: the list that a record adds to, and the group or repeat row that becomes the
 * row. A group belongs to one entity at most, and all questions of an entity must be in rows that belong
 * together.
 */
export function importEntities(context: EntityContext): EntityDeclaration[] {
	const { sheet, report } = context
	const places = placesIn(context.body, '')
	const savingPlaces = places.filter(({ saveTo }) => saveTo !== undefined)
	if (!sheet || sheet.sheet.rows.length === 0) {
		for (const place of savingPlaces) reportSurveyFault(context, place, 'entities-missing')
		return []
	}
	for (const header of sheet.sheet.header)
		if (
			header.trim() !== '' &&
			!known.includes(header.trim().toLowerCase()) &&
			header.trim().toLowerCase() !== 'dataset'
		)
			report({
				severity: 'error',
				sheet: 'entities',
				cell: '',
				code: 'entity-column-unknown',
				details: { found: header.trim(), possible: known.join(', ') },
			})
	const declared = declarationsOf(sheet, report)
	for (const place of savingPlaces) assign(place, declared, context)
	const found = locateEntities(declared, places, (entity, code) =>
		report({
			severity: 'error',
			sheet: 'entities',
			cell: sheet.cell(entity.row, 'list_name'),
			code,
			details: { found: entity.list },
		}),
	)
	return declared.map((entity) => ({
		list: entity.list,
		place: found.get(entity) ?? '',
		...optional('label', entity.label),
		...optional('entityId', entity.entityId),
		...optional('createIf', entity.createIf),
		...optional('updateIf', entity.updateIf),
	}))
}

/** Returns all questions, each with the group or row that contains it. */
function placesIn(parts: readonly FormPart[], container: string): EntityQuestion[] {
	return parts.flatMap((part): EntityQuestion[] => {
		const template = container === '' ? part.name : `${container}/${part.name}`
		if (part.kind === 'question') return [{ name: part.name, template, container, saveTo: part.saveTo }]
		return placesIn(part.parts, part.kind === 'repeat' ? `${template}/@` : template)
	})
}

function reportSurveyFault(
	{ survey, rowOf, report }: EntityContext,
	{ template, saveTo }: EntityQuestion,
	code: ImportCode,
	found = saveTo ?? '',
) {
	const row = rowOf(template)
	report({
		severity: 'error',
		sheet: 'survey',
		cell: row ? survey.cell(row, 'save_to') : '',
		code,
		details: { found },
	})
}

function declarationsOf(sheet: Columns, report: EntityContext['report']): Declared[] {
	const declared: Declared[] = []
	for (const row of sheet.sheet.rows) {
		const [list, label, entityId, createIf, updateIf] = [
			'list_name',
			'label',
			'entity_id',
			'create_if',
			'update_if',
		].map((column) => sheet.text(row, column)) as [string, string, string, string, string]
		const reportFault = (column: string, code: ImportCode) =>
			report({
				severity: 'error',
				sheet: 'entities',
				cell: sheet.cell(row, column),
				code,
				details: { found: list },
			})
		if (list === '') reportFault('list_name', 'entity-name-missing')
		else if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(list) || list.startsWith('__'))
			reportFault('list_name', 'entity-name-not-possible')
		else if (declared.some((other) => other.list === list)) reportFault('list_name', 'entity-name-twice')
		else if (label === '' && entityId === '' && (createIf !== '' || updateIf === ''))
			reportFault('label', 'entity-label-missing')
		else if (updateIf !== '' && entityId === '') reportFault('entity_id', 'entity-id-missing')
		else if (createIf !== '' && entityId !== '' && updateIf === '')
			reportFault('update_if', 'entity-update-missing')
		declared.push({ row, list, label, entityId, createIf, updateIf, saved: [] })
	}
	return declared
}

/** Assigns a `save_to` to the entity that it names, or reports why that is impossible. */
function assign(place: EntityQuestion, declared: readonly Declared[], context: EntityContext): void {
	const parts = (place.saveTo ?? '').split('#')
	const property = propertyOf(place)
	const list = parts.length === 2 ? parts[0] : undefined
	const entity = list === undefined ? declared[0] : declared.find((each) => each.list === list)
	const reportFault = (code: ImportCode, found = place.saveTo ?? '') =>
		reportSurveyFault(context, place, code, found)
	if (parts.length > 2 || !isPossibleProperty(property)) reportFault('save-to-not-possible')
	else if (list === undefined && declared.length > 1) reportFault('save-to-without-list')
	else if (!entity) reportFault('save-to-list-unknown', list)
	else if (entity.saved.some((other) => propertyOf(other) === property))
		reportFault('save-to-twice', property)
	else entity.saved.push(place)
}

const isPossibleProperty = (property: string): boolean =>
	isPossibleName(property) && !/^(name|label)$|^__/i.test(property)

const propertyOf = ({ saveTo }: EntityQuestion): string => (saveTo ?? '').split('#').at(-1) ?? ''
