import type { TreeNode } from '#shared/expressions/tree'
import type { Choice, TableRow } from './form-definition.ts'
import { localize } from './localized-text.ts'

/**
 * Returns a choice list or an attached table as paths read it: `instance('fruits')/root/item[name =
 * 'mango']/label`.
 */
export function tableTree(id: string, rows: readonly TableRow[]): TreeNode {
	return new TableInstance(id, rows)
}

/** Converts the choices of a list to rows; the label in the given language, and `itextId` for `jr:itext`. */
export const rowsOfChoices = (list: string, choices: readonly Choice[], language: string): TableRow[] =>
	choices.map(({ name, label, columns }, i) => ({
		itextId: `${list}-${i}`,
		...columns,
		name,
		label: localize(label, language),
	}))

const choiceNodes = new WeakMap<Choice, TreeNode>()
/**
 * Returns the item of a list under test in a choice filter. Cached, since a filter reads every choice at
 * every answer.
 */
export function choiceNode(choice: Choice, language: string): TreeNode {
	const known = choiceNodes.get(choice)
	if (known) return known
	const { name, label, columns } = choice
	const node = new Item({ ...columns, name, label: localize(label, language) }, null)
	choiceNodes.set(choice, node)
	return node
}

/**
 * Returns a cell of the first row whose key column holds `key`; blank if there is none. Reads the table once.
 */
export function findCellByKey(instance: TreeNode, column: string, keyColumn: string, key: string): string {
	return instance instanceof TableInstance ? (instance.rowWith(keyColumn, key)?.[column] ?? '') : ''
}

class TableInstance implements TreeNode {
	readonly kind = 'element'
	readonly name = 'instance'
	readonly parent = null
	readonly #id: string
	readonly #rows: readonly TableRow[]
	#root: TreeNode | null = null
	readonly #byColumn = new Map<string, Map<string, TableRow>>()
	constructor(id: string, rows: readonly TableRow[]) {
		this.#id = id
		this.#rows = rows
	}
	get key() {
		return this
	}
	children(): readonly TreeNode[] {
		this.#root ??= new Root(this, this.#rows)
		return [this.#root]
	}
	attributes(): readonly TreeNode[] {
		return [leaf('attribute', 'id', this.#id, this)]
	}
	value() {
		return ''
	}
	rowWith(column: string, key: string): TableRow | undefined {
		let byKey = this.#byColumn.get(column)
		if (!byKey) {
			byKey = new Map()
			for (const row of this.#rows) {
				const value = row[column]
				if (value !== undefined && !byKey.has(value)) byKey.set(value, row)
			}
			this.#byColumn.set(column, byKey)
		}
		return byKey.get(key)
	}
}

class Root implements TreeNode {
	readonly kind = 'element'
	readonly name = 'root'
	readonly parent: TreeNode
	readonly #items: readonly TreeNode[]
	constructor(parent: TreeNode, rows: readonly TableRow[]) {
		this.parent = parent
		this.#items = rows.map((row) => new Item(row, this))
	}
	get key() {
		return this
	}
	children() {
		return this.#items
	}
	attributes() {
		return []
	}
	value() {
		return ''
	}
}

class Item implements TreeNode {
	readonly kind = 'element'
	readonly name = 'item'
	readonly parent: TreeNode | null
	readonly #row: TableRow
	#cells: readonly TreeNode[] | null = null
	readonly #named = new Map<string, readonly TreeNode[]>()
	constructor(row: TableRow, parent: TreeNode | null) {
		this.#row = row
		this.parent = parent
	}
	get key() {
		return this
	}
	children(): readonly TreeNode[] {
		this.#cells ??= Object.entries(this.#row).map(([column, text]) => leaf('element', column, text, this))
		return this.#cells
	}
	childrenNamed(name: string): readonly TreeNode[] {
		let found = this.#named.get(name)
		if (!found) {
			found = this.children().filter((cell) => cell.name === name)
			this.#named.set(name, found)
		}
		return found
	}
	attributes() {
		return []
	}
	value() {
		return Object.values(this.#row).join('')
	}
}

function leaf(kind: TreeNode['kind'], name: string, text: string, parent: TreeNode): TreeNode {
	const node: TreeNode = {
		kind,
		name,
		parent,
		children: () => [],
		attributes: () => [],
		value: () => text,
		get key() {
			return node
		},
	}
	return node
}
