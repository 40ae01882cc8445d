import { Kysely, Migrator, sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyEngines } from '../../../tests/helpers/fresh-engines.ts'
import type { Tables } from '../tables/tables.ts'
import { migrationsFor } from './migrate.ts'

/*
 * During an upgrade, servers of the last release work on tables that are already migrated. So a migration adds
 * (expand), and what is not used any more is removed one release later (contract): docs/develop.md.
 */

/** Last migration of the last release. Each release moves it, and empties `retired`. */
const released = '0061-projections'
/** Changes that are allowed, as the test writes them, with the release that stopped using what they remove. */
const retired: Readonly<Record<string, string>> = {}

interface Column {
	readonly type: string
	readonly isRequired: boolean
	readonly hasDefault: boolean
}
/** Columns by `table.column`. */
type Schema = ReadonlyMap<string, Column>

/** Returns what a server of the last release could not read or write any more. */
function findBreaks(before: Schema, after: Schema): string[] {
	const tables = new Set([...before.keys()].map((name) => name.split('.')[0]))
	return [
		...[...before].flatMap(([name, { type, isRequired }]) => {
			const now = after.get(name)
			if (!now) return [`${name} is gone`]
			if (now.type !== type) return [`${name} was ${type}, and is ${now.type}`]
			return now.isRequired && !isRequired ? [`${name} may not be null any more`] : []
		}),
		...[...after].flatMap(([name, { isRequired, hasDefault }]) => {
			const isNew = tables.has(name.split('.')[0]) && !before.has(name)
			return isNew && isRequired && !hasDefault ? [`${name} is new, and has no default`] : []
		}),
	]
}

async function schemaOf(db: Kysely<Tables>): Promise<Schema> {
	const { rows } = await sql<{ name: string; type: string; required: number; standard: string | null }>`
		select m.name || '.' || c.name as name, c.type, c."notnull" as required, c.dflt_value as standard
		from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'kysely_%'`.execute(db)
	return new Map(
		rows.map(({ name, type, required, standard }) => [
			name,
			{ type, isRequired: required === 1, hasDefault: standard !== null },
		]),
	)
}

test('a server of the last release can read and write the tables of this one', async () => {
	const [, freshSqlite] = emptyEngines[0]
	const engine = await freshSqlite()
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(engine) } })
	await migrator.migrateTo(released)
	const before = await schemaOf(db)
	await migrator.migrateToLatest()
	const breaks = findBreaks(before, await schemaOf(db))
	await db.destroy()
	expect(before.size).toBeGreaterThan(400)
	expect(breaks.filter((each) => !(each in retired)).sort()).toEqual([])
	for (const [change, release] of Object.entries(retired)) {
		expect(breaks).toContain(change)
		expect(release).toMatch(/^\d+\.\d+\.\d+$/)
	}
})

test('a column that is removed, renamed, changed or demanded is found; a table or an optional column is not', () => {
	const text = { type: 'text', isRequired: false, hasDefault: false }
	const before = new Map([
		['record.id', { ...text, isRequired: true }],
		['record.name', text],
		['record.cluster', text],
		['record.round', text],
	])
	const after = new Map([
		['record.id', { ...text, isRequired: true }],
		['record.title', { ...text, isRequired: true }],
		['record.cluster', { ...text, type: 'integer' }],
		['record.round', { ...text, isRequired: true }],
		['record.optional', text],
		['record.counted', { type: 'integer', isRequired: true, hasDefault: true }],
		['other.id', { ...text, isRequired: true }],
	])
	expect(findBreaks(before, after)).toEqual([
		'record.name is gone',
		'record.cluster was text, and is integer',
		'record.round may not be null any more',
		'record.title is new, and has no default',
	])
})
