import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { areNested, fileAdvice } from './file-advice.ts'

const thrownBy = (work: () => void): unknown => {
	try {
		work()
	} catch (thrown) {
		return thrown
	}
	throw new Error('nothing was thrown')
}
const errorWith = (fields: object) => Object.assign(new Error(), fields)

test('errors of the disk are one sentence with the path', () => {
	const folder = temporaryFolder()
	const file = join(folder, 'key.txt')
	writeFileSync(file, '')
	const adviceOn = (work: () => void) => fileAdvice(thrownBy(work))
	expect(adviceOn(() => writeFileSync(file, '', { flag: 'wx' }))).toBe(
		`${file} exists already, and was not changed: give another name, or move it away.`,
	)
	expect(adviceOn(() => writeFileSync(folder, ''))).toBe(
		`${folder} is a folder, and a file is needed: name the file in it.`,
	)
	expect(adviceOn(() => readFileSync(folder))).toMatch(/^A name is a folder/)
	expect(adviceOn(() => readFileSync(join(folder, 'other')))).toBe(
		`There is no file ${join(folder, 'other')}: correct the name.`,
	)
	expect(adviceOn(() => writeFileSync(join(folder, 'a', 'b'), ''))).toBe(
		`There is no folder ${join(folder, 'a')}: create it, or correct the name.`,
	)
	expect(adviceOn(() => mkdirSync(join(file, 'x')))).toMatch(/key\.txt.x goes through a file/)
	expect(adviceOn(() => rmdirSync(join(folder, '..')))).toMatch(/exists already/)
})
test.each([
	[{ code: 'EACCES', path: '/backups' }, 'This account may not use /backups: give it the right to'],
	[{ code: 'EROFS', path: '/a', dest: '/cd/a' }, '/cd/a is on a disk that can only be read'],
	[{ code: 'ENOSPC', path: '/a' }, 'The disk of /a is full: make room'],
	[{ code: 'ENOSPC' }, 'The disk is full: make room'],
])('%o', (fields, advice) => {
	expect(fileAdvice(errorWith(fields))).toContain(advice)
})
test('other errors have no advice', () => {
	for (const other of [new Error('x'), errorWith({ code: 'ECONNREFUSED' }), 'x'])
		expect(fileAdvice(other)).toBeNull()
})
test('a folder and what is in it are nested, folders next to each other are not', () => {
	expect([areNested('/a/b', '/a/b'), areNested('/a/b', '/a/b/c'), areNested('/a/b', '/a')]).toEqual([
		true,
		true,
		true,
	])
	expect([areNested('/a/b', '/a/bc'), areNested('/a', '/b')]).toEqual([false, false])
})
