import { compile } from '#shared/expressions/evaluate'
import { FunctionError, type FunctionTable } from '#shared/expressions/functions/function-row'
import { parse } from '#shared/expressions/parse'
import type { Evaluate } from '#shared/expressions/scope'
import { toText, toTruth } from '#shared/expressions/values'
import { inRow, rowsAbove } from './answers.ts'
import { type FormError, isExpression } from './compile-form.ts'
import type { EntityDeclaration, FormDefinition } from './form-definition.ts'
import { type FormNode, nodesOf } from './form-nodes.ts'
import type { FormSession } from './form-session.ts'
import { namesFor, noTracker } from './name-resolver.ts'
import { NameError, nameTable } from './name-table.ts'
import { rowsFrom } from './node-readers.ts'

/** Compiled rule by which a record, or a row of a repeat, becomes a row of a list. */
export interface CompiledEntity {
	readonly list: string
	/** A part in the place where the expressions are evaluated; null outside of groups. */
	readonly from: FormNode | null
	readonly label: Evaluate | null
	readonly entityId: Evaluate | null
	readonly createIf: Evaluate | null
	readonly updateIf: Evaluate | null
	/** Questions that are saved, by property. */
	readonly properties: readonly { readonly name: string; readonly node: FormNode }[]
}

/** A row of a list that a record adds or changes. */
export interface EntityRow {
	readonly list: string
	readonly kind: 'addition' | 'change'
	readonly id: string
	/** True if the id consists of the ids of the record and its rows, and was not typed. */
	readonly isOwnId: boolean
	/** '' if a change leaves the label as it is. */
	readonly label: string
	readonly properties: Readonly<Record<string, string>>
}

/** Compiles the sheet `entities` and returns the errors in it. */
export function compileEntities(
	definition: FormDefinition,
	functions: FunctionTable,
): { readonly entities: readonly CompiledEntity[]; readonly faults: readonly FormError[] } {
	const nodes = nodesOf(definition)
	const table = nameTable(nodes)
	const faults: FormError[] = []
	const run = (source: string | undefined, from: FormNode | null): Evaluate | null => {
		if (source === undefined) return null
		const parsed = parse(source)
		const place = { template: '', role: 'entity' } as const
		if ('fault' in parsed) {
			faults.push({ kind: 'syntax', ...place, source, fault: parsed.fault })
			return null
		}
		try {
			return compile(parsed.expression, namesFor(from, { table, definition, functions }, noTracker))
		} catch (thrown) {
			if (thrown instanceof NameError)
				faults.push({ kind: 'name', ...place, name: thrown.name_, reason: thrown.reason })
			else if (thrown instanceof FunctionError) faults.push({ kind: 'function', ...place, fault: thrown })
			else throw thrown
			return null
		}
	}
	const entities = (definition.entities ?? []).map((entity): CompiledEntity => {
		const { list, place, label, entityId, createIf, updateIf } = entity
		const from =
			place === '' ? null : (nodes.find(({ template }) => template.startsWith(`${place}/`)) ?? null)
		return {
			list,
			from,
			label: label === undefined || isExpression(label) ? run(label, from) : () => label,
			entityId: run(entityId, from),
			createIf: run(createIf, from),
			updateIf: run(updateIf, from),
			properties: propertiesOf(entity, nodes, definition.entities?.length ?? 0),
		}
	})
	return { entities, faults }
}

function propertiesOf({ list }: EntityDeclaration, nodes: readonly FormNode[], lists: number) {
	return nodes.flatMap((node) => {
		const saveTo = node.part.kind === 'question' ? node.part.saveTo : undefined
		if (saveTo === undefined) return []
		const [first = '', second] = saveTo.split('#')
		const isOwn = second === undefined ? lists === 1 : first === list
		return isOwn ? [{ name: second ?? first, node }] : []
	})
}

/**
 * Returns the rows that a record adds to lists or changes in them, if their group is asked. The id of an
 * added row consists of the ids of the record and its rows, so that it is the same at every evaluation.
 * `session` decides which rows there are; their contents (id, label, properties) come from `disclosed`, which
 * may know less.
 */
export function entityRows(
	entities: readonly CompiledEntity[],
	session: FormSession,
	record: string,
	disclosed: FormSession = session,
): EntityRow[] {
	return entities.flatMap(({ list, from, label, entityId, createIf, updateIf, properties }) => {
		const rows = from ? rowsFrom(from, 0, '', (repeat) => session.rows(repeat)) : ['']
		return rows.flatMap((row): EntityRow[] => {
			const container = from?.parent
			if (container?.part.kind === 'group' && !session.isRelevant(inRow(row, container.suffix))) return []
			const scope = { ...session.scope(''), row }
			const known = { ...disclosed.scope(''), row }
			const isAdded = createIf ? toTruth(createIf(scope)) : entityId === null
			const isChanged = entityId !== null && (updateIf ? toTruth(updateIf(scope)) : createIf === null)
			if (!isAdded && !isChanged) return []
			const names = rowsAbove(`${row}/`).map((each) => each.slice(each.lastIndexOf('@') + 1))
			const own = [record, ...names].join('-')
			const id = isChanged && entityId ? toText(entityId(known)).trim() : ''
			// no row to change was named, and none is to be added
			if (id === '' && !isAdded) return []
			const values = properties.map(({ name, node }) => [
				name,
				toText(disclosed.read(inRow(row, node.suffix))),
			])
			return [
				{
					list,
					kind: id === '' ? 'addition' : 'change',
					id: id === '' ? own : id,
					isOwnId: id === '',
					label: label ? toText(label(known)) : '',
					properties: Object.fromEntries(values),
				},
			]
		})
	})
}
