import { carriedFile, carriedRows, isDone, noteCarried } from '../storage/carried-files.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { carryIn } from './carry-in.ts'

/** Brings what this phone carries for others to the server, each file from where it was left. */
export const sendCarried = ({ project }: Pick<AtWork, 'project'>): Promise<void> =>
	navigator.locks.request('zila-carried', async () => {
		for (const row of (await carriedRows()).filter((each) => !isDone(each))) {
			const file = await carriedFile(row.name)
			if (!file) {
				await noteCarried({ ...row, refused: 'not-found' }, [])
				continue
			}
			const went = await carryIn(file, project, { from: row.upTo })
			const { problem } = went
			const isRefused = problem !== null && problem.recovery !== 'retry-later'
			await noteCarried(
				{
					...row,
					upTo: went.upTo,
					added: row.added + went.added,
					known: row.known + went.known,
					heldBack: row.heldBack + went.heldBack,
					unreadable: row.unreadable + went.unreadable,
					attachments: row.attachments + went.attachments,
					refused: isRefused ? problem.code : null,
				},
				went.receipt,
			)
			// no network for one is none for the next
			if (problem && !isRefused) return
		}
	})
