import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listOutdated } from '../helpers/inject-fault.ts'
import { faults } from './faults.ts'

// `npm run test:faults` injects them
test('every fault can be injected, and its tests exist', () => {
	expect(listOutdated(faults)).toEqual([])
	expect(faults.flatMap(({ tests }) => tests).filter((path) => !existsSync(path))).toEqual([])
})
