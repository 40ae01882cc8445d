import { useEffect, useState } from 'react'
import { loadLaterTexts } from '../ui/i18n.ts'
import type { AloudShown, Filling } from './filling.ts'

/** In which language a form is read aloud, and what reads it once that is here. */
export interface Aloud {
	readonly language: string | null
	readonly shown: AloudShown | null
	/** The same again: what is on the phone of it is another. */
	readonly choose: (language: string | null) => void
}

export function useAloud(filling: Filling, first: string | null): Aloud {
	const [chosen, setChosen] = useState({ language: first })
	const [shown, setShown] = useState<AloudShown | null>(null)
	useEffect(() => {
		const { language } = chosen
		if (language === null) return
		let isOver = false
		let close = () => {}
		const open = async () => {
			const [{ openAloud }] = await Promise.all([import('./aloud/open-aloud.tsx'), loadLaterTexts()])
			const opened = await openAloud(filling, language)
			if (isOver) return opened.close()
			close = opened.close
			setShown(opened.shown)
		}
		// without it the form is as it would be without sounds
		void open().catch(() => undefined)
		return () => {
			isOver = true
			close()
			setShown(null)
		}
	}, [filling, chosen])
	return { language: chosen.language, shown, choose: (language) => setChosen({ language }) }
}
