import { useId, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

/** A read-only text to copy into another program. */
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
					spellCheck={false}
					onFocus={(event) => event.target.select()}
				/>
				<button
					type="button"
					className="plain small"
					// if the browser denies the clipboard, the text can be selected and copied
					onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
				>
					{t(isCopied ? 'desk.copied' : 'desk.copy')}
				</button>
			</div>
		</div>
	)
}
