import type { Bytes } from '#shared/kernel/bytes'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { isOnlyByWifi } from '../storage/attachment-list.ts'
import { carriedFile, carriedRows, forgetCarried, isDone, noteCarried } from '../storage/carried-files.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { type Carried, carryIn } from './carry-in.ts'
import { network } from './network.ts'

const hasParts = (bundle: Bytes): boolean =>
	readBundle(bundle)?.frames.some(({ type }) => type === frameTypes.carriedPart) ?? false

/**
 * Brings what this phone carries for others to the server, each file from where it was left. Photos of others wait for Wi-Fi as
 * its own do, where that is wished and nobody asked (`isAsked`); the records stand before them, and go.
 */
export const sendCarried = ({ project }: Pick<AtWork, 'project'>, isAsked = false): Promise<void> =>
	navigator.locks.request('zila-carried', async () => {
		const isFree = isAsked || !(await isOnlyByWifi())
		const mayBring = (bundle: Bytes) => isFree || network() === 'wifi' || !hasParts(bundle)
		for (const row of (await carriedRows()).filter((each) => !isDone(each))) {
			const file = await carriedFile(row.name)
			if (!file) {
				await forgetCarried(row.name)
				continue
			}
			const note = (went: Carried, receipt: Carried['receipt']) =>
				noteCarried(
					{
						...row,
						upTo: went.upTo,
						added: row.added + went.added,
						known: row.known + went.known,
						heldBack: row.heldBack + went.heldBack,
						unreadable: row.unreadable + went.unreadable,
						attachments: row.attachments + went.attachments,
						refused: row.refused || went.refused,
					},
					receipt,
				)
			let kept = 0
			// after each, since an app in the background may end any moment
			const onBundle = async (went: Carried) => {
				await note(went, went.receipt.slice(kept))
				kept = went.receipt.length
			}
			const went = await carryIn(file, project, { from: row.upTo, mayBring, onBundle })
			await note(went, went.receipt.slice(kept))
			// no network for one is none for the next
			if (went.problem && went.upTo < file.size) return
		}
	})
