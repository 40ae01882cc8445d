import { latinDigits } from '#shared/forms/digits'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling, useFillingValue } from '../filling.ts'
import { usePageFields } from '../page-fields.ts'
import type { ControlProps } from './control-props.ts'
import { partOfDate } from './part-of-date.ts'
import { type FieldFormat, useCustomField, useNativeField } from './use-field.ts'

/** Read-only answer as text, not as a field that looks broken. It can still violate a rule. */
function ReadOnly({ path, id }: { path: string; id: string }) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { ref } = useCustomField(path)
	const typed = filling.session.typedAt(path)
	return (
		<output className="read-only" id={id} ref={ref} tabIndex={-1}>
			{typed === '' ? <AppText>{t('fill.noValue')}</AppText> : <bdi>{typed}</bdi>}
		</output>
	)
}

export function TextControl(props: ControlProps) {
	const { filling } = useFilling()
	return filling.session.isReadOnly(props.path) ? <ReadOnly {...props} /> : <TextField {...props} />
}

function TextField({ id, path, question, describedBy, isInvalid }: ControlProps) {
	const field = useNativeField(path)
	const looks = question.appearance ?? ''
	const common = {
		...field,
		id,
		'aria-describedby': describedBy || undefined,
		'aria-invalid': isInvalid,
		autoComplete: 'off',
		// keyboards learn words, and some browsers send them away to check their spelling
		autoCorrect: 'off',
		spellCheck: false,
	}
	// the note of a turn grows with its text
	const isNote = question.talk?.role === 'note'
	if (isNote || looks.includes('multiline')) return <textarea {...common} rows={isNote ? 1 : 5} dir="auto" />
	const isNumbers = looks.includes('numbers')
	return (
		<input {...common} type="text" inputMode={isNumbers ? 'tel' : 'text'} dir={isNumbers ? 'ltr' : 'auto'} />
	)
}

/**
 * A number, or the year of a date, in a text field: text that cannot be parsed must stay visible, which a
 * native number field does not allow, and digits may be in any script.
 */
function NumberField({ id, path, question, describedBy, isInvalid }: ControlProps) {
	const isGrouped = (question.appearance ?? '').includes('thousands-sep')
	const field = useNativeField(path, question.type === 'date' ? ofYear : isGrouped ? grouped : undefined)
	return (
		<input
			{...field}
			id={id}
			className="number"
			type="text"
			inputMode={question.type === 'decimal' ? 'decimal' : 'numeric'}
			dir="ltr"
			autoComplete="off"
			aria-describedby={describedBy || undefined}
			aria-invalid={isInvalid}
		/>
	)
}

/**
 * Accepts `1,234,567` and `12,34,567`: digits may be grouped; a comma anywhere else is not a group separator.
 */
const grouped: FieldFormat = {
	typedOf(value) {
		const typed = latinDigits(value).trim()
		return /^-?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?$/.test(typed) ? typed.replaceAll(',', '') : value
	},
	shownOf: (typed) => typed,
}

export function NumberControl(props: ControlProps) {
	const { filling } = useFilling()
	return filling.session.isReadOnly(props.path) ? <ReadOnly {...props} /> : <NumberField {...props} />
}

/** The browser's own pickers; a date with time is stored with Pakistan's offset. */
export function DateControl(props: ControlProps) {
	const { filling } = useFilling()
	if (filling.session.isReadOnly(props.path)) return <ReadOnly {...props} />
	return partOfDate(props.question) === 'year' ? <NumberField {...props} /> : <DateField {...props} />
}

const offset = '+05:00'
const ofBoth: FieldFormat = {
	typedOf: (value) => (value === '' ? '' : `${value}:00.000${offset}`),
	shownOf: (typed) => typed,
}
/** A month is stored as its first day, and a year as its first day, as in the peers. */
const ofMonth: FieldFormat = {
	typedOf: (value) => value.replace(/^(\d{4}-\d{2})$/, '$1-01'),
	shownOf: (typed) => typed.replace(/^(\d{4}-\d{2})-\d{2}$/, '$1'),
}
const ofYear: FieldFormat = {
	typedOf: (value) => latinDigits(value).replace(/^\s*(\d{4})\s*$/, '$1-01-01'),
	shownOf: (typed) => typed.replace(/^(\d{4})-\d{2}-\d{2}$/, '$1'),
}

function DateField({ id, path, question, describedBy, isInvalid }: ControlProps) {
	const isMonth = partOfDate(question) === 'month'
	const isBoth = question.type === 'datetime'
	const field = useNativeField(path, isBoth ? ofBoth : isMonth ? ofMonth : undefined)
	const input = (
		<input
			{...field}
			id={id}
			type={isBoth ? 'datetime-local' : isMonth ? 'month' : question.type}
			aria-describedby={describedBy || undefined}
			aria-invalid={isInvalid}
		/>
	)
	return isBoth ? (
		<div className="field-and-now">
			{input}
			<NowButton id={id} path={path} />
		</div>
	) : (
		input
	)
}

/**
 * Button for the current time, for events that are recorded as they happen. Renders nothing where the form asks
 * for another time, as for an appointment.
 */
function NowButton({ id, path }: Pick<ControlProps, 'id' | 'path'>) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const fields = usePageFields()
	const { session } = filling
	const isAccepted = useFillingValue((current) => current.session.acceptsThisMoment(path))
	if (!isAccepted) return null
	return (
		<button
			type="button"
			className="plain"
			aria-describedby={`${id}-label`}
			onClick={() => {
				filling.type(path, session.thisMoment())
				fields.write(path, session.typedAt(path))
				void fields.leave(path)
			}}
		>
			<AppText>{t('controls.now')}</AppText>
		</button>
	)
}
