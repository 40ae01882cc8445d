import { useId, useState } from 'react'
import { useTranslations } from '../ui/i18n.ts'

/** A text to be put into another program: whole, and not to be written. */
export function CopyField({ label, text }: { readonly label: string; readonly text: string }) {
	const { t } = useTranslations()
	const id = useId()
	const [isCopied, setCopied] = useState(false)
	return (
		<div className="field">
			<label htmlFor={id}>{label}</label>
			<div className="actions">
				<input
					id={id}
					dir="ltr"
					readOnly
					value={text}
					autoComplete="off"
					spellCheck="false"
					onFocus={(event) => event.target.select()}
				/>
				<button
					type="button"
					className="plain small"
					// where the browser keeps it from us the text is there to be taken by hand
					onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
				>
					{t(isCopied ? 'connections.copied' : 'connections.copy')}
				</button>
			</div>
		</div>
	)
}
