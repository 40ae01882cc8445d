import { expect, test } from 'vitest'
import { formatCsvRow } from '#shared/export/csv-rows'
import { fileLineOfBefore } from './csv-of-before.ts'

test('a row from the former writer is unchanged, byte for byte', () => {
	const [ids, cells] = [['-a'], ['x y', 'x;=1', '=1', '-3', 'a"b', '']]
	expect(fileLineOfBefore(ids, cells)).toBe('-a,x y,x;=1,\'=1,-3,"a""b",\r\n')
	expect(formatCsvRow(ids, cells)).toBe('-a,"x y","x;\'=1","\'=1",-3,"a""b",\r\n')
})
