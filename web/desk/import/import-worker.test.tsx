import { beforeEach, expect, test } from 'vitest'
import { workerInThisThread } from '../../testing/workers.ts'
import { ImportFileTables } from './import-file-tables.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const file = (name: string, content: string) => new File([content], name)
async function opened(...contents: string[]) {
	const tables = new ImportFileTables()
	return { tables, summaries: await tables.read(contents.map((content, i) => file(`t${i}.csv`, content))) }
}

test('each table has its columns, each once and none without a name, and its rows', async () => {
	const { summaries } = await opened('KEY,age,,age, roof \nk1,1,x,2,tin\n,,,,\nk2,3,,,\n')
	expect(summaries).toMatchObject([{ name: 't0.csv', header: ['KEY', 'age', 'roof'], lines: 2 }])
	// columns are proposed by the values of the first rows
	expect(summaries[0]?.content.age).toEqual([
		['1', 1],
		['3', 1],
	])
})

test('content that is no table is ignored: one column, or no row with a value', async () => {
	const { summaries } = await opened('KEY\nk1\n', 'KEY,age\n , \n', 'KEY,age\nk1,2\n')
	expect(summaries.map(({ name }) => name)).toEqual(['t2.csv'])
})

test('the values of columns are counted, the most frequent first, without blanks', async () => {
	const { tables } = await opened('KEY,age,tea\nk1,1,no\nk2, 2 ,\nk3,2,no\nk4,,yes\n')
	expect(await tables.countValues(0, ['tea', 'age'])).toEqual({
		tea: [
			['no', 2],
			['yes', 1],
		],
		age: [
			['2', 2],
			['1', 1],
		],
	})
})

test('of very many different values five hundred are returned', async () => {
	const { tables } = await opened(`KEY,age\n${Array.from({ length: 501 }, (_, i) => `k${i},x\n`).join('')}`)
	const values = await tables.countValues(0, ['KEY', 'age', 'gone'])
	expect(values.KEY).toHaveLength(500)
	expect(values.age).toEqual([['x', 501]])
	expect(values.gone).toEqual([])
})

test('each table of a file returns its own rows', async () => {
	const { tables } = await opened('KEY,age\nk1,1\n', 'of,m_age\nk1,40\n')
	const request = { columns: ['m_age'], id: ['of'], repeats: [], from: 0 }
	expect(await tables.part(1, request)).toMatchObject({
		part: { header: ['m_age'], lines: [{ at: 2, cells: ['40'] }] },
		next: 1,
	})
})

test('a missing table is an error, and the next request is answered', async () => {
	const { tables } = await opened('KEY,age\nk1,1\n')
	await expect(tables.countValues(7, ['age'])).rejects.toThrow()
	expect(await tables.countValues(0, ['age'])).toEqual({ age: [['1', 1]] })
})

test('new files replace the previous ones', async () => {
	const { tables } = await opened('KEY,age\nk1,1\n')
	expect(await tables.read([file('next.csv', 'KEY,age\nk7,7\nk8,7\n')])).toMatchObject([{ name: 'next.csv' }])
	expect(await tables.countValues(0, ['age'])).toEqual({ age: [['7', 2]] })
	expect(await tables.part(0, { columns: ['KEY'], id: ['KEY'], repeats: [], from: 1 })).toMatchObject({
		part: { lines: [{ cells: ['k8'] }] },
	})
})

test('an invalid workbook is refused by name', async () => {
	const tables = new ImportFileTables()
	const broken = new File([new Uint8Array([0x50, 0x4b, 3, 4, 9, 9])], 'broken.xlsx')
	await expect(tables.read([broken])).rejects.toMatchObject({
		code: 'edit-file-unreadable',
		details: { file: 'broken.xlsx' },
	})
})
