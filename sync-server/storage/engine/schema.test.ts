import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import { openStore } from '../open-store.ts'
import { tableNames } from '../tables/tables.ts'

/** Type by column name: `text`, `number` or `bytes`, with `?` if null is allowed. */
type Columns = Readonly<Record<string, string>>
type Schema = Readonly<Record<string, Columns>>

const folder = new URL('../tables/', import.meta.url)
const sourceOf = (name: string) => readFileSync(new URL(`${name}.ts`, folder), 'utf8')

/** Parses the columns that the files of tables declare: one per line, or all on one line. */
function declaredSchema(): Schema {
	const columnsIn = (source: string) => {
		const [, lines, line] = /^(?:export )?interface \w+Row \{(?:\n([\s\S]*?)^\}|(.*)\}$)/m.exec(source) ?? []
		return columnsOf((lines ?? line ?? '').replaceAll('; ', '\n'))
	}
	const shared = columnsIn(sourceOf('record-count-row'))
	return Object.fromEntries(
		tableNames.map((name) => {
			const source = sourceOf(name.replaceAll('_', '-'))
			const [, own = source] = /^type \w+Row = RecordCountRow & (\{[\s\S]*?\})$/m.exec(source) ?? []
			return source.includes('RecordCountRow')
				? [name, { ...shared, ...columnsIn(`interface OwnRow ${own}`) }]
				: [name, columnsIn(source)]
		}),
	)
}

function columnsOf(lines: string): Columns {
	const columns = [...lines.matchAll(/^\s*(\w+): (.+?);?\s*$/gm)]
	return Object.fromEntries(columns.map(([, name = '', type = '']) => [name, kindOfType(type)]))
}

/** Returns the kind of a declared type; for `ColumnType<Read, Insert, Update>` the type that is read. */
function kindOfType(type: string): string {
	const read = /^(?:ColumnType|Generated)<([^,>]+)/.exec(type)?.[1] ?? type
	const mayBeNull = / \| null\b/.test(read) ? '?' : ''
	const [name = ''] = read.split(' | ')
	if (/^(number|ZeroOrOne|0)$/.test(name)) return `number${mayBeNull}`
	if (name === 'Blob') return `bytes${mayBeNull}`
	if (/^(string|JsonText|Time|FormAvailability|ReferralStep|ReferralOutcome|'.*')$/.test(name))
		return `text${mayBeNull}`
	return `no kind is known for ${type}`
}

const kindOfSql = (type: string, isNullable: boolean): string => {
	const kinds: Readonly<Record<string, string>> = {
		text: 'text',
		'character varying': 'text',
		varchar: 'text',
		integer: 'number',
		bigint: 'number',
		smallint: 'number',
		blob: 'bytes',
		bytea: 'bytes',
	}
	return `${kinds[type.toLowerCase()] ?? type}${isNullable ? '?' : ''}`
}

interface ColumnRow {
	readonly table: string
	readonly column: string
	readonly type: string
	readonly nullable: number
}

const introspect = {
	sqlite: sql<ColumnRow>`
		select m.name as "table", c.name as "column", c.type as "type",
			case when c."notnull" = 0 and c.pk = 0 then 1 else 0 end as nullable
		from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite_%'`,
	postgres: sql<ColumnRow>`
		select table_name as "table", column_name as "column", data_type as "type",
			case is_nullable when 'YES' then 1 else 0 end as nullable
		from information_schema.columns
		where table_schema = current_schema()`,
}

describe.each(engines)('the schema on %s', (name, freshEngine) => {
	test('created by all migrations has the tables and columns declared in `Tables`, and no others', async () => {
		const store = await openStore({ engine: await freshEngine(), project: 'test', now: () => 0 })
		const { rows } = await introspect[name].execute(store.reading.db)
		await store.close()
		const migrated: Record<string, Record<string, string>> = {}
		for (const { table, column, type, nullable } of rows) {
			if (table.startsWith('kysely_')) continue
			migrated[table] = { ...migrated[table], [column]: kindOfSql(type, Number(nullable) === 1) }
		}
		const declared = declaredSchema()
		expect(Object.keys(declared).length).toBeGreaterThan(70)
		expect(migrated).toEqual(declared)
	})
})
