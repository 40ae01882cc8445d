import { expect, test } from 'vitest'
import { createLog, type LogOptions } from './log.ts'

function openLog(options: Pick<LogOptions, 'format' | 'level'>) {
	const written: string[] = []
	const errors: string[] = []
	const output = {
		write: (text: string) => written.push(text),
		writeError: (text: string) => errors.push(text),
	}
	return { log: createLog({ ...options, output }), written, errors }
}

test('in JSON each line is one object with time, level and text, also for a text of several lines', () => {
	const { log, written, errors } = openLog({ format: 'json' })
	log.write('info', 'request', { route: '/api/records/:id', status: 200 })
	log.write('error', 'Projection: Error\n    at a "place"', { requestId: 'abcdefgh' })
	log.write('debug', 'not written at this level')
	expect(errors).toEqual([])
	expect(written.every((line) => line.endsWith('\n') && line.trim().split('\n').length === 1)).toBe(true)
	const lines = written.map((line) => JSON.parse(line))
	expect(lines).toMatchObject([
		{ level: 'info', msg: 'request', route: '/api/records/:id', status: 200 },
		{ level: 'error', msg: 'Projection: Error\n    at a "place"', requestId: 'abcdefgh' },
	])
	expect(new Date(lines[0].time).toISOString()).toBe(lines[0].time)
})

test('an announcement is written whatever the level is, in JSON one line for each of its lines', () => {
	const { log, written } = openLog({ format: 'json', level: 'error' })
	log.announce('\n  Zila is at http://localhost\n\n  First administrator: …  AAAA-BBBB\n')
	expect(written.map((line) => JSON.parse(line).msg)).toEqual([
		'Zila is at http://localhost',
		'First administrator: …  AAAA-BBBB',
	])
	const terminal = openLog({ format: 'text', level: 'error' })
	terminal.log.announce('\n  Zila is at http://localhost\n')
	expect(terminal.written).toEqual(['\n  Zila is at http://localhost\n\n'])
})

test('at a terminal requests are not shown unless LOG_LEVEL asks for them, and warnings go to the standard error', () => {
	const usual = openLog({ format: 'text' })
	usual.log.write('info', 'request', { status: 200 })
	usual.log.write('warn', 'Disk: 5 MB are free')
	expect(usual.written).toEqual([])
	expect(usual.errors.join()).toMatch(/^\d{4}-\d\d-\d\dT\S+ Disk: 5 MB are free\n$/)
	const detailed = openLog({ format: 'text', level: 'info' })
	detailed.log.write('info', 'request', {
		method: 'GET',
		route: '/api/records/:id',
		status: 200,
		durationMs: 12,
		bytes: 3120,
		client: 'administrator',
		requestId: 'abcdefgh',
	})
	expect(detailed.written.join()).toMatch(
		/^\S+ request GET \/api\/records\/:id 200 12 ms 3120 bytes administrator abcdefgh\n$/,
	)
	usual.log.write('fatal', 'Zila did not start.')
	expect(usual.errors.at(-1)).toBe('\n  Zila did not start.\n\n')
})
