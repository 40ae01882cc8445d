import { useEffect, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { useSession } from '../../../ui/work-session-context.ts'

/** An attachment on the screen: its object URL for as long as it is shown, or why there is none. */
export type AttachmentView =
	| { readonly state: 'closed' | 'missing' }
	| { readonly state: 'open'; readonly address: string }
	| { readonly state: 'failed'; readonly problem: Problem }

/** Decrypts the attachment with this name, or shows a blob that is not saved yet; null closes it. */
export function useAttachmentView(shown: string | Blob | null): AttachmentView {
	const { session } = useSession()
	const [opened, setOpened] = useState<AttachmentView>({ state: 'closed' })
	useEffect(() => {
		let address: string | null = null
		let isOver = false
		async function open(what: string | Blob) {
			const blob = typeof what === 'string' ? await openAttachment(session.vault, what) : what
			if (isOver) return
			if (blob) address = URL.createObjectURL(blob)
			setOpened(address === null ? { state: 'missing' } : { state: 'open', address })
		}
		setOpened({ state: 'closed' })
		if (shown !== null)
			open(shown).catch((thrown: unknown) => {
				if (!isOver) setOpened({ state: 'failed', problem: asProblem(thrown) })
			})
		return () => {
			isOver = true
			if (address !== null) URL.revokeObjectURL(address)
		}
	}, [shown, session.vault])
	return opened
}
