import type { ColumnType } from 'kysely'

/** Boolean as 0 or 1 on both databases. */
export type ZeroOrOne = 0 | 1
/** JSON as text on both databases: it is only ever read whole, and jsonb halves PostgreSQL's insert rate. */
export type JsonText = string
/** ISO 8601, UTC. */
export type Time = string
export type Blob = ColumnType<Buffer, Uint8Array, Uint8Array>

/** Rights of a running server on a table, besides reading. */
export interface TableRights<Column extends string = string> {
	readonly adds?: true
	/** Every column, or the listed ones. */
	readonly changes?: true | readonly Column[]
	readonly removes?: true
}

/**
 * Definition of a table besides its columns. From it follow the rights of the server's account on PostgreSQL,
 * what a backup copies, and what an erasure deletes.
 */
export interface TableDefinition<Column extends string = string> {
	/**
	 * truth: cannot be computed again · projection: computed from the revisions, and can be again · temporary:
	 * expires
	 */
	readonly kind: 'truth' | 'projection' | 'temporary'
	readonly rights: TableRights<Column>
	/**
	 * Column with the id of the record that its rows are about, if they are deleted with an erased record. by:
	 * `rows`: all of them, by this column; `own`: by a function of their own, which also updates what depends on
	 * them
	 */
	readonly erasure?: { readonly record: Column; readonly by: 'rows' | 'own' }
	/** Rows per insert statement of a backup; null: it is not in backups. */
	readonly backup: number | null
	/** Only in types: the columns. */
	readonly row?: unknown
}

/** A table with columns `Row`. */
type Table<Row> = TableDefinition & { readonly row?: Row }
export type RowOf<Definition> = Definition extends Table<infer Row> ? NonNullable<Row> : never

/** Declares a table with columns `Row`. */
export const defineTable =
	<Row extends object>() =>
	(definition: TableDefinition<keyof Row & string>): Table<Row> =>
		definition as Table<Row>
