import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { loadForm } from './load-forms.ts'

const answering = (status: number, body: unknown) =>
	vi.stubGlobal('fetch', async () => Response.json(body, { status }))
afterEach(() => vi.unstubAllGlobals())

test('an unknown form gives null, and any other failure stays an error', async () => {
	answering(404, new Problem('not-found').toJSON())
	expect(await loadForm('from_elsewhere', 3)).toBeNull()
	answering(503, new Problem('server-busy').toJSON())
	await expect(loadForm('household', 1)).rejects.toThrow('server-busy')
	const definition = { id: 'household', title: { en: 'Household' }, languages: [], choices: {}, body: [] }
	answering(200, definition)
	expect(await loadForm('household', 1)).toEqual(definition)
	answering(200, { id: 'household' })
	await expect(loadForm('household', 1)).rejects.toThrow('not-our-server')
})
