import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import {
	type Measured,
	measure,
	numberFor,
	rowsOf,
	type TableToMeasure,
	type ValueKind,
	type Variable,
} from './variables.ts'

/**
 * Rows per group, held in memory as columns. Long tables use larger groups, since each group leaves metadata
 * in memory.
 */
const rowsOfGroup = (rows: number): number => Math.min(10_000, Math.max(2000, Math.ceil(rows / maxGroups)))
const maxGroups = 100

/** Writes a table as a Parquet file. It is read twice: the type of a column depends on all of its values. */
export async function* parquetFile(table: TableToMeasure): AsyncGenerator<Uint8Array> {
	const { rows, variables } = await measure(table)
	const most = rowsOfGroup(rows)
	const parts = new Parts()
	const writer = new ParquetWriter({ writer: parts, ...howWritten(variables) })
	let columns = emptyOf(variables)
	const writeGroup = async (): Promise<Uint8Array> => {
		await writer.write({ columnData: columns, rowGroupSize: most })
		columns = emptyOf(variables)
		return parts.taken()
	}
	for await (const texts of rowsOf(table.reread())) {
		for (const [i, variable] of variables.entries()) columns[i]?.data.push(cellFor(variable, texts[i] ?? ''))
		if (columns[0]?.data.length === most) yield await writeGroup()
	}
	yield await writeGroup()
	await writer.finish()
	yield parts.taken()
}

/** Parquet type of a column, by kind of its values. */
const types: Readonly<Record<ValueKind, Pick<SchemaElement, 'type' | 'converted_type' | 'logical_type'>>> = {
	number: { type: 'DOUBLE' },
	measure: { type: 'DOUBLE' },
	whole: { type: 'INT64' },
	day: { type: 'INT32', converted_type: 'DATE' },
	moment: {
		type: 'INT64',
		converted_type: 'TIMESTAMP_MILLIS',
		logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
	},
	text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
}

/** Schema with column names as in the other files; labels and codes are JSON under `zila.columns`. */
function howWritten(variables: Measured['variables']) {
	const schema: SchemaElement[] = [
		{ name: 'root', num_children: variables.length },
		...variables.map(({ column, kind }): SchemaElement => {
			return { name: column.header, repetition_type: 'OPTIONAL', ...types[kind] }
		}),
	]
	const columnLabels = variables.map(({ column: { header, label, codes } }) => ({ header, label, codes }))
	return {
		schema,
		createdBy: 'Zila',
		kvMetadata: [{ key: 'zila.columns', value: JSON.stringify(columnLabels) }],
	}
}

const emptyOf = (variables: Measured['variables']) =>
	variables.map(({ column }) => ({
		name: column.header,
		data: [] as (string | number | bigint | null)[],
		// With an offset index, metadata of each page would stay in memory to the end.
		offsetIndex: false,
	}))

function cellFor({ kind }: Variable, text: string): string | number | bigint | null {
	if (text === '') return null
	if (kind === 'text') return text
	const number = numberFor({ kind }, text)
	return kind === 'whole' || kind === 'moment' ? BigInt(number) : number
}

/** Writer that hands over its buffered bytes and continues to count the offset. */
class Parts extends ByteWriter {
	taken(): Uint8Array {
		const bytes = Uint8Array.from(this.getBytes())
		this.index = 0
		return bytes
	}
}
