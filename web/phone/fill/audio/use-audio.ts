import { useCallback, useEffect, useState } from 'react'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { afterPaint } from '../../../ui/after-paint.ts'
import { loadLaterTexts } from '../../../ui/i18n.ts'
import type { AudioSlots, FormFilling } from '../filling.ts'

/** Audio language of a form, and the components that play it once they are loaded. */
export interface AudioPlayback {
	readonly language: string | null
	/** True if there is audio for this form, as far as the phone knows. */
	readonly isOffered: boolean
	readonly shown: AudioSlots | null
	readonly choose: (language: string | null) => void
	/** Called when the stored audio has changed: opens the current audio language again. */
	readonly again: () => void
}

export function useAudio(
	vaultSession: VaultSession,
	filling: FormFilling,
	first: string | null,
): AudioPlayback {
	const [isOffered, setOffered] = useState(first !== null)
	const { id } = filling.session.form.definition
	const [chosen, setChosen] = useState({ language: first })
	const [shown, setShown] = useState<AudioSlots | null>(null)
	useEffect(() => {
		const { language } = chosen
		if (language === null) return
		let isOver = false
		let close = () => {}
		const open = async () => {
			const [{ openAudioSession }] = await Promise.all([import('./audio-session.tsx'), loadLaterTexts()])
			const opened = await openAudioSession(filling, language)
			if (isOver) return opened.close()
			close = opened.close
			setShown(opened.shown)
		}
		// the form works without audio
		void open().catch(() => undefined)
		return () => {
			isOver = true
			close()
			setShown(null)
		}
	}, [filling, chosen])
	// the first question must not wait for audio
	useEffect(
		() =>
			afterPaint(async () => {
				try {
					const { checkAudioAvailable } = await import('./check-audio-available.ts')
					await checkAudioAvailable(vaultSession, id, setOffered)
				} catch {
					// without an answer, audio is not offered
				}
			}),
		[vaultSession, id],
	)
	const again = useCallback(() => setChosen(({ language }) => ({ language })), [])
	return { language: chosen.language, isOffered, shown, choose: (language) => setChosen({ language }), again }
}
