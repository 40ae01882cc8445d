import type { ReactNode } from 'react'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import type { RecordDetail } from '#shared/review/record-response'
import { formOf } from '#shared/testing/scenario'
import { type FormReading, formReading } from '../desk/kit/form-labels.ts'
import { useTranslations } from '../ui/i18n.ts'

interface WithReadingProps {
	/** The form in the scenario language; null if it is unknown. */
	readonly lines: string | null
	readonly record?: RecordDetail
	readonly children: (reading: FormReading) => ReactNode
}

/** Renders a part of a screen that needs the reading of its form. */
export function WithReading({ lines, record, children }: WithReadingProps) {
	const { t, language } = useTranslations()
	const rows = rowNumbersOf(Object.entries(record?.answers ?? {}))
	return children(formReading(lines === null ? null : formOf(lines), { t, language }, rows))
}
