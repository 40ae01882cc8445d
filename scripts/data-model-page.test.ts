import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dataModelPage, describedTables, writeDataModel } from './data-model-page.ts'

test('the list of tables matches the code: npm run docs:tables', () => {
	const page = readFileSync(dataModelPage, 'utf8')
	expect(page).toBe(writeDataModel(page))
})

test('every table has a description', () => {
	const tables = describedTables()
	expect(tables.length).toBeGreaterThan(70)
	expect(tables.filter(({ meaning }) => !meaning).map(({ name }) => name)).toEqual([])
})
