import type { SignedIn } from './people.ts'
import { publishForm } from './publish-form.ts'

/** A form with all questions that are not text. */
const form = `## survey
| type | name | label::English (en) | label::اردو (ur) | appearance | parameters | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- |
| calculate | round | | | | | round |
| begin group | pictures | Pictures | تصویریں | | | |
| image | house | The house | گھر | annotate | max-pixels=640 | |
| image | consent | Signature | دستخط | signature | | |
| video | visit | The visit | دورہ | | | |
| file | register | The register | رجسٹر | | | |
| end group | | | | | | |
| begin group | places | Places | جگہیں | | | |
| geotrace | way | The way there | راستہ | | | |
| geoshape | field | The field | کھیت | | incremental=true | |
| end group | | | | | | |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| look | Look | معائنہ | English (en) |
`

/** Publishes the form "Look" at the desk. */
export const publishMediaForm = (by: SignedIn): Promise<void> => publishForm(by, 'look', form)
