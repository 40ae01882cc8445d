import { useRef, useState } from 'react'
import type { AttachmentKind } from '#shared/forms/attachment-names'
import { asProblem, Problem } from '#shared/kernel/problem'
import { getFileExtension, type NewAttachment } from '../../../storage/attachments/attachments.ts'
import { useFilling, useFillingValue } from '../filling.ts'
import { getDetectedExtension } from '../images/may-contain-location.ts'
import { bytesOfHead, isCleanable, stripMetadata } from '../images/strip-metadata.ts'
import { useCustomField } from './use-field.ts'

/** Maximum size: a phone has to seal and send the file, and the server to accept it. */
export const maxMegabytes = 100

/** Returns a file unchanged, with only the extension of its name; a picture without its location. */
export async function asItIs(kind: AttachmentKind, file: File): Promise<NewAttachment> {
	if (file.size > maxMegabytes * 1e6)
		throw new Problem('file-too-large', { size: Math.ceil(file.size / 1e6), most: maxMegabytes })
	const head = new Uint8Array(await file.slice(0, bytesOfHead).arrayBuffer())
	const blob = isCleanable(head)
		? new Blob([stripMetadata(new Uint8Array(await file.arrayBuffer()))], { type: file.type })
		: file
	return { kind, ending: getDetectedExtension(getFileExtension(file.name), head), blob }
}

/**
 * The attachment that answers a question: its name, an unsaved file, and the actions that add and remove it.
 */
export function useAttachment(path: string) {
	const { filling } = useFilling()
	const field = useCustomField(path)
	const waiting = useFillingValue(({ attaching }) => attaching.waitingAt(path))
	const [problem, setProblem] = useState<Problem | null>(null)
	const lastCaptured = useRef(0)
	const [isPreparing, setPreparing] = useState(false)
	const answer = filling.session.answerAt(path)
	return {
		ref: field.ref,
		name: typeof answer === 'string' ? answer : null,
		/** Includes a file that the disk rejected: it can still be shown. */
		waiting: waiting?.attachment ?? null,
		isBusy: isPreparing || (waiting !== null && waiting.problem === null),
		/** Problem of preparing the file, which the form's head does not show. */
		problem,
		take(prepare: () => Promise<NewAttachment>) {
			const taken = ++lastCaptured.current
			setProblem(null)
			setPreparing(true)
			return filling.attaching.during(async () => {
				try {
					const attachment = await prepare()
					// another one was taken while this one was shrunk
					if (taken !== lastCaptured.current) return
					void filling.attaching.attach(path, attachment).then(field.changed)
				} catch (thrown) {
					setProblem(asProblem(thrown))
				} finally {
					if (taken === lastCaptured.current) setPreparing(false)
				}
			})
		},
		remove() {
			lastCaptured.current++
			setPreparing(false)
			setProblem(null)
			filling.attaching.remove(path)
			field.changed()
		},
	}
}
