import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { routesPage, writeRoutes } from './routes-page.ts'

test('the table of routes matches the code: npm run docs:tables', () => {
	const page = readFileSync(routesPage, 'utf8')
	expect(page).toBe(writeRoutes(page))
})
