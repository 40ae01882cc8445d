/*
 * Compares our fold with another program's fold of the same histories and writes down its results:
 *
 *   node --import tsx scripts/fold-agreement.mjs PATH/core.mjs
 *
 * PATH/core.mjs exports fold(revisions), with rows written `r/1` and multiple choices in paths that
 * begin with `m_`. The results go to shared/revisions/fold-agreement.txt, with which `npm test`
 * compares our fold without the other program.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fold } from '../shared/revisions/fold.ts'
import { agreementMark, asTheOther, randomHistory, viewText } from '../shared/testing/random-history.ts'

const [, , path] = process.argv
if (!path) throw new Error('name the other fold: node --import tsx scripts/fold-agreement.mjs PATH/core.mjs')
const other = await import(pathToFileURL(resolve(path)).href)
const plain = (path) => path.replaceAll('/@', '/')
const ours = (path) => path.replace(/^r\//, 'r/@')

let differences = 0
const marks = []
for (let seed = 1; seed <= 10_000; seed++) {
	const history = randomHistory(seed)
	const view = other.fold(
		new Map(
			[...history].map(([id, { parents, set, rank }]) => [
				id,
				{
					parents,
					role: rank,
					set: Object.fromEntries(Object.entries(set).map(([path, value]) => [plain(path), value])),
				},
			]),
		),
	)
	const theirs = viewText({
		status: view.status,
		void: view.void ? 'void' : null,
		fields: new Map(Object.entries(view.fields).map(([path, value]) => [ours(path), value])),
		conflicts: view.cases.map(({ kind, path, revs }) => ({
			kind,
			path: ours(path),
			revisions: [...new Set(revs)],
		})),
		notices: view.notices.map(({ path }) => ({ path: ours(path) })),
		heads: view.viewHeads,
		late: view.late,
		owner: null,
		notes: [],
	})
	marks.push(agreementMark(theirs))
	const mine = viewText(asTheOther(fold(history), history))
	if (mine !== theirs && differences++ < 3) console.log(`seed ${seed}\n  ours   ${mine}\n  theirs ${theirs}`)
}
writeFileSync(
	new URL('../shared/revisions/fold-agreement.txt', import.meta.url),
	`${marks
		.join('')
		.match(/.{1,96}/g)
		.join('\n')}\n`,
)
console.log(`${differences} of 10000 histories differ`)
