import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../ui/i18n.ts'

/** Asks when typing pauses, not at each letter. */
export function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
	const { t } = useTexts()
	const [text, setText] = useState(value)
	const asked = useRef(value)
	const latest = useRef(onChange)
	latest.current = onChange
	// the address has changed by something else: a link, the way back
	useEffect(() => {
		if (value !== asked.current) setText(value)
		asked.current = value
	}, [value])
	useEffect(() => {
		if (text === asked.current) return
		const pause = setTimeout(() => {
			asked.current = text
			latest.current(text)
		}, 300)
		return () => clearTimeout(pause)
	}, [text])
	return (
		<label className="inline grow">
			<span>{t('review.search')}</span>
			<input type="search" dir="auto" value={text} onChange={(event) => setText(event.target.value)} />
		</label>
	)
}
