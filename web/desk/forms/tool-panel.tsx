import { type ReactNode, useEffect, useId, useRef } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { useTranslations } from '../../ui/i18n.ts'

export interface ToolProps {
	readonly definition: FormDefinition
	/** Null for an unpublished form. */
	readonly version: number | null
	readonly onClose: () => void
}

interface ToolPanelProps {
	readonly title: string
	readonly onClose: () => void
	readonly children: ReactNode
}

/** Panel of a tool, below its button. Its heading takes the focus. */
export function ToolPanel({ title, onClose, children }: ToolPanelProps) {
	const { t } = useTranslations()
	const id = useId()
	const heading = useRef<HTMLHeadingElement>(null)
	useEffect(() => heading.current?.focus(), [])
	return (
		<section className="stack tool" aria-labelledby={id}>
			<div className="bar">
				<h3 id={id} ref={heading} tabIndex={-1}>
					{title}
				</h3>
				<button type="button" className="plain small" onClick={onClose}>
					{t('forms.close')}
				</button>
			</div>
			{children}
		</section>
	)
}
